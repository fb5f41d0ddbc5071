using System;

namespace Scipix
{
    /// <summary>A failure of the library. The message names the argument and the numbers.</summary>
    public sealed class ScipixException : Exception
    {
        /// <summary>The kind of the failure.</summary>
        public Status Status { get; }

        /// <summary>Makes a failure with a status and a message; the message may be empty or null.</summary>
        public ScipixException(Status status, string message)
            : base(string.IsNullOrEmpty(message) ? status.ToString() : status + ": " + message)
        {
            Status = status;
        }
    }

    internal static unsafe class Check
    {
        /// <summary>Throws if a call failed. It must run on the thread that made the call: the library keeps a message per thread.</summary>
        internal static void Ok(Status status)
        {
            if (status != Status.Ok) throw new ScipixException(status, LastMessage());
        }

        /// <summary>Returns an argument, or throws if it is null.</summary>
        internal static T NotNull<T>(T argument, string name) where T : class =>
            argument ?? throw new ArgumentNullException(name);

        /// <summary>Throws if two lengths differ.</summary>
        internal static void Length(string name, long length, long expected)
        {
            if (length != expected)
                throw new ScipixException(Status.SizeMismatch, name + ": has length " + length + ", not " + expected);
        }

        static string LastMessage() => Text.FromUtf8(Native.scipix_last_error_message());
    }

    internal static unsafe class Text
    {
        internal static string FromUtf8(byte* bytes)
        {
            if (bytes == null) return "";
            int length = 0;
            while (bytes[length] != 0) length++;
            return System.Text.Encoding.UTF8.GetString(bytes, length);
        }

        /// <summary>Encodes an argument with a terminating zero, to be pinned by `fixed`.</summary>
        internal static byte[] ToUtf8(string text, string name)
        {
            if (Check.NotNull(text, name).IndexOf('\0') >= 0) throw new ArgumentException("contains a zero character", name);
            return System.Text.Encoding.UTF8.GetBytes(text + "\0");
        }
    }
}
