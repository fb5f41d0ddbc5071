using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Scipix.Tests
{
    static class AbiTests
    {
        [Test]
        static void LayoutIsTheTable()
        {
            var table = File.ReadAllLines(Path.Combine(Program.Root, "abi/layout.txt"));
            var structs = typeof(Library).Assembly.GetTypes().ToDictionary(TypeName, type => type);
            foreach (var lines in table.Select(line => line.Split(' ')).GroupBy(words => words[0].Split('.')[0]))
            {
                Expect.True(structs.ContainsKey(lines.Key), lines.Key);
                var type = structs[lines.Key];
                Expect.Equal(Layout(type).ToArray(), lines.Select(words => words[0] + " " + words[1] + Sizes(words)).ToArray());
            }
        }

        /// <summary>Returns the size at the end of the line of a field. The line of a struct ends in its alignment, which C# does not know.</summary>
        static string Sizes(string[] words) => words[0].Contains('.') ? " " + words[2] : "";

        static IEnumerable<string> Layout(Type type)
        {
            yield return TypeName(type) + " " + Marshal.SizeOf(type);
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
                yield return TypeName(type) + "." + Snake(field.Name) + " " + Marshal.OffsetOf(type, field.Name) + " " + SizeOf(field);
        }

        static int SizeOf(FieldInfo field)
        {
            var buffer = field.GetCustomAttribute<System.Runtime.CompilerServices.FixedBufferAttribute>();
            if (buffer != null) return buffer.Length * Marshal.SizeOf(buffer.ElementType);
            if (field.FieldType.IsPointer) return IntPtr.Size;
            return Marshal.SizeOf(field.FieldType.IsEnum ? Enum.GetUnderlyingType(field.FieldType) : field.FieldType);
        }

        static readonly Type[] publicStructs = { typeof(QuantParams), typeof(CtcSymbol), typeof(CtcAlternative) };

        static string TypeName(Type type) => publicStructs.Contains(type) ? "Scipix" + type.Name : type.Name;

        static string Snake(string name) =>
            string.Concat(name.Select((c, i) => (char.IsUpper(c) && i > 0 ? "_" : "") + char.ToLower(c)));

        [Test]
        static void SizesThatCHasNoRoomForStayLarge()
        {
            Expect.Equal(new[] { Size.Of(7).ToUInt64(), Size.Of(-1).ToUInt64() }, 7ul, UIntPtr.Size == 8 ? ulong.MaxValue : uint.MaxValue);
            var within = new[] { 7ul, uint.MaxValue, uint.MaxValue + 8ul, ulong.MaxValue }.Select(n => Size.Within(n, uint.MaxValue));
            Expect.Equal(within.ToArray(), 7ul, uint.MaxValue, uint.MaxValue, uint.MaxValue);
        }

        [Test]
        static void SonamesAreOfTheHeadersVersion()
        {
            var header = File.ReadAllText(Path.Combine(Program.Root, "include/scipix.h"));
            var version = string.Join(".", new[] { "MAJOR", "MINOR" }.Select(
                part => Regex.Match(header, "#define SCIPIX_VERSION_" + part + " (\\d+)\\b").Groups[1].Value));
            var sonames = new[] { "libscipix.so." + version, "libscipix." + version + ".dylib" };
            var config = File.ReadAllText(Path.Combine(Program.Root, "bindings/csharp/Scipix.dll.config"));
            Expect.Equal(NativeLibraryLoader.Candidates.Take(2).ToArray(), sonames);
            Expect.True(sonames.All(name => config.Contains("target=\"" + name + "\"")), config);
        }
    }
}
