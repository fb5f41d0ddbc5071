using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Scipix.Tests")]
