using System;
using System.IO;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Scipix
{
    /// <summary>Finds the shared library: the file that the environment variable SCIPIX_LIBRARY names, that of the NuGet package
    /// in the folder runtimes beside the assembly, or the soname or plain name on the loader's search path. It uses .NET's NativeLibrary by reflection, because netstandard2.1 does not declare
    /// it. Mono has no such class and reads Scipix.dll.config instead.</summary>
    internal static class NativeLibraryLoader
    {
        internal const string Name = "scipix";
        internal static readonly string Version = Native.SCIPIX_VERSION_MAJOR + "." + Native.SCIPIX_VERSION_MINOR;
        internal static readonly string[] Candidates = { "libscipix.so." + Version, "libscipix." + Version + ".dylib", Name };

        delegate bool TryLoad(string path, out IntPtr library);

        static TryLoad tryLoad;

        internal static void Install()
        {
            var type = typeof(Marshal).Assembly.GetType("System.Runtime.InteropServices.NativeLibrary");
            var setResolver = type?.GetMethod("SetDllImportResolver");
            if (setResolver == null) return;
            var load = type.GetMethod("TryLoad", new[] { typeof(string), typeof(IntPtr).MakeByRefType() });
            tryLoad = (TryLoad)load.CreateDelegate(typeof(TryLoad));
            var resolve = typeof(NativeLibraryLoader).GetMethod(nameof(Resolve), BindingFlags.Static | BindingFlags.NonPublic);
            var resolver = Delegate.CreateDelegate(setResolver.GetParameters()[1].ParameterType, resolve);
            setResolver.Invoke(null, new object[] { typeof(NativeLibraryLoader).Assembly, resolver });
        }

        // The host finds it too where a .deps.json names it; nothing does for an assembly that is loaded by its path.
        static string PackagePath(Assembly assembly)
        {
            string system = "linux", file = "lib" + Name + ".so";
            if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
            {
                system = "win";
                file = Name + ".dll";
            }
            else if (RuntimeInformation.IsOSPlatform(OSPlatform.OSX))
            {
                system = "osx";
                file = "lib" + Name + ".dylib";
            }
            // A program in one file has assemblies without a place.
            var folder = Path.GetDirectoryName(assembly.Location);
            if (string.IsNullOrEmpty(folder)) folder = AppContext.BaseDirectory;
            var processor = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
            return Path.Combine(folder, "runtimes", system + "-" + processor, "native", file);
        }

        static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? search)
        {
            IntPtr library;
            if (name != Name) return IntPtr.Zero;
            var path = Environment.GetEnvironmentVariable("SCIPIX_LIBRARY");
            if (!string.IsNullOrEmpty(path)) return tryLoad(path, out library) ? library : IntPtr.Zero;
            if (tryLoad(PackagePath(assembly), out library)) return library;
            foreach (var candidate in Candidates)
                if (tryLoad(candidate, out library)) return library;
            return IntPtr.Zero;
        }
    }
}
