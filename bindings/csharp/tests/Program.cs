using System;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;

namespace Scipix.Tests
{
    [AttributeUsage(AttributeTargets.Method)]
    sealed class TestAttribute : Attribute
    {
    }

    /// <summary>Runs every method marked Test, or those whose name contains a text: Scipix.Tests REPOSITORY [TEXT].</summary>
    static class Program
    {
        internal static string Root;

        static int Main(string[] args)
        {
            if (args[0] == "--leave") return ExitTests.Leave(args[1], args[2]);
            Root = args[0];
            var wanted = args.Length > 1 ? args[1] : "";
            int failed = 0, run = 0;
            var methods = typeof(Program).Assembly.GetTypes().SelectMany(
                type => type.GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public));
            foreach (var method in methods.Where(m => m.GetCustomAttribute<TestAttribute>() != null && m.Name.Contains(wanted)))
            {
                run++;
                try
                {
                    (method.Invoke(null, null) as Task)?.GetAwaiter().GetResult();
                }
                catch (Exception failure)
                {
                    failed++;
                    Console.WriteLine("FAILED " + method.Name + ": " + (failure.InnerException ?? failure));
                }
            }
            Console.WriteLine(run + " tests, " + failed + " failed");
            return failed == 0 && run > 0 ? 0 : 1;
        }
    }

    static class Expect
    {
        internal static void True(bool holds, object found = null)
        {
            if (!holds) throw new Exception("does not hold" + (found == null ? "" : ": " + found));
        }

        internal static void Equal<V>(V[] found, params V[] expected)
        {
            if (!found.SequenceEqual(expected))
                throw new Exception("[" + string.Join(", ", found) + "] is not [" + string.Join(", ", expected) + "]");
        }

        internal static ScipixException Fails(Status status, Action call)
        {
            try
            {
                call();
            }
            catch (ScipixException failure) when (failure.Status == status)
            {
                return failure;
            }
            throw new Exception("did not fail with " + status);
        }

        /// <summary>Expects the exception for an argument that is null.</summary>
        internal static void Null(string name, Action call)
        {
            try
            {
                call();
            }
            catch (ArgumentNullException failure) when (failure.ParamName == name)
            {
                return;
            }
            throw new Exception("did not say that " + name + " is null");
        }

        internal static void Throws<E>(Action call) where E : Exception
        {
            try
            {
                call();
            }
            catch (E)
            {
                return;
            }
            throw new Exception("did not throw " + typeof(E).Name);
        }

        internal static async Task Fails(Status status, Task task)
        {
            try
            {
                await task;
            }
            catch (ScipixException failure) when (failure.Status == status)
            {
                return;
            }
            throw new Exception("did not fail with " + status);
        }

        internal static void Disposed(Action call) => Throws<ObjectDisposedException>(call);
    }
}
