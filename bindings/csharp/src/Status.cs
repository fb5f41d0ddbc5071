using System;

namespace Scipix
{
    /// <summary>What a call came to. The numbers are those of the C library and never change.</summary>
    public enum Status
    {
        /// <summary>All went well.</summary>
        Ok = 0,
        /// <summary>A required span is empty.</summary>
        NullPointer = 1,
        /// <summary>Not one that the function takes, such as a zero size or a forbidden overlap.</summary>
        InvalidArgument = 2,
        /// <summary>Two arguments disagree about a size.</summary>
        SizeMismatch = 3,
        /// <summary>An index, region or length lies outside what it refers to.</summary>
        OutOfRange = 4,
        /// <summary>A product or sum of sizes exceeds the address space.</summary>
        Overflow = 5,
        /// <summary>Memory could not be had, and nothing is lost.</summary>
        OutOfMemory = 6,
        /// <summary>Valid, but not offered for these arguments or by this processor.</summary>
        Unsupported = 7,
        /// <summary>The operating system refused.</summary>
        Io = 8,
        /// <summary>What was asked for does not exist.</summary>
        NotFound = 9,
        /// <summary>A file's content breaks its format.</summary>
        Malformed = 10,
        /// <summary>A bounded queue is full.</summary>
        QueueFull = 11,
        /// <summary>The time is up.</summary>
        Timeout = 12,
        /// <summary>It was closed.</summary>
        Closed = 13,
        /// <summary>It was cancelled.</summary>
        Cancelled = 14,
        /// <summary>An item could not be answered by its deadline.</summary>
        DeadlineMissed = 15,
        /// <summary>The function that processes batches failed.</summary>
        CallbackFailed = 16,
        /// <summary>The function that processes batches left this item without an answer.</summary>
        NotSet = 17,
        /// <summary>A value does not belong to what it was given to, or was given back before.</summary>
        WrongOwner = 18,
        /// <summary>The call would wait for itself.</summary>
        Deadlock = 19,
        /// <summary>A fault inside the library, which stays usable.</summary>
        Panic = 20,
    }

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
