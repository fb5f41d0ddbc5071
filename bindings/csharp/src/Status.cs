using System;

namespace Scipix
{
    /// <summary>A failure of the library: what went wrong, and words that name the argument and the numbers.</summary>
    public sealed class ScipixException : Exception
    {
        /// <summary>What went wrong.</summary>
        public Status Status { get; }

        /// <summary>A failure with a status and words of its own.</summary>
        public ScipixException(Status status, string message)
            : base(message.Length == 0 ? status.ToString() : status + ": " + message)
        {
            Status = status;
        }
    }

    internal static class Check
    {
        /// <summary>Throws where a call failed: on the thread that made it, since the message is that thread's.</summary>
        internal static void Ok(Status status)
        {
            if (status != Status.Ok) throw new ScipixException(status, LastMessage());
        }

        /// <summary>Throws where two lengths differ.</summary>
        internal static void Length(string name, long length, long expected)
        {
            if (length != expected)
                throw new ScipixException(Status.SizeMismatch, name + ": has length " + length + ", not " + expected);
        }

        static string LastMessage() => Text.FromUtf8(Native.scipix_last_error_message());
    }

    internal static unsafe class Text
    {
        internal static string FromUtf8(IntPtr zeroTerminated)
        {
            if (zeroTerminated == IntPtr.Zero) return "";
            var bytes = (byte*)zeroTerminated;
            int length = 0;
            while (bytes[length] != 0) length++;
            return System.Text.Encoding.UTF8.GetString(bytes, length);
        }

        /// <summary>The bytes of a string with a closing zero, for `fixed`.</summary>
        internal static byte[] ToUtf8(string text)
        {
            if (text.IndexOf('\0') >= 0) throw new ArgumentException("holds a zero", nameof(text));
            return System.Text.Encoding.UTF8.GetBytes(text + "\0");
        }
    }
}
