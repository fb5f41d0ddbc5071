using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Scipix
{
    /// <summary>A batch of items. Answer each by <see cref="Set"/> or <see cref="Fail"/>. An item without an answer fails with
    /// NotSet, or, if the processing function throws, with its exception.</summary>
    public sealed unsafe class Batch<T, R>
    {
        readonly Pending<T, R>[] items;
        readonly ScipixBatchResult[] results;

        internal Batch(Pending<T, R>[] items)
        {
            this.items = items;
            results = new ScipixBatchResult[items.Length];
            for (int i = 0; i < results.Length; i++) results[i].status = Status.NotSet;
        }

        /// <summary>The number of items.</summary>
        public int Count => items.Length;

        /// <summary>Returns an item. Items are in the order of submission, with priorities in that of their levels
        /// first.</summary>
        public T this[int index] => items[index].Item;

        /// <summary>Answers an item with a result.</summary>
        public void Set(int index, R value)
        {
            items[index].Value = value;
            items[index].Failure = null;
            results[index].status = Status.Ok;
        }

        /// <summary>Answers an item with an exception, which its task throws.</summary>
        public void Fail(int index, Exception failure)
        {
            items[index].Failure = Check.NotNull(failure, nameof(failure));
            results[index].status = Status.CallbackFailed;
        }

        internal void FailUnset(Exception failure)
        {
            for (int i = 0; i < items.Length; i++)
                if (results[i].status == Status.NotSet) Fail(i, failure);
        }

        internal void Complete(IntPtr batch)
        {
            fixed (ScipixBatchResult* first = results)
                Check.Ok(Native.scipix_batch_complete(batch, first, Size.Of(results.Length)));
        }
    }

    /// <summary>An item that has no answer yet.</summary>
    internal sealed class Pending<T, R>
    {
        readonly TaskCompletionSource<R> source =
            new TaskCompletionSource<R>(TaskCreationOptions.RunContinuationsAsynchronously);

        internal readonly T Item;
        internal ulong Ticket;
        internal R Value;
        internal Exception Failure;
        /// <summary>Null, or ends when the item was answered, also if its task was cancelled before.</summary>
        internal TaskCompletionSource<bool> Answered;

        internal Pending(T item)
        {
            Item = item;
        }

        internal Task<R> Task => source.Task;

        internal void Cancel(CancellationToken cancellation) => source.TrySetCanceled(cancellation);

        internal void Resolve(Status status)
        {
            if (status == Status.Ok) source.TrySetResult(Value);
            else source.TrySetException(Failure ?? new ScipixException(status, ""));
        }
    }

    /// <summary>The items without an answer, by the numbers that stand for them in the library, which holds no managed object.</summary>
    internal sealed unsafe class PendingTable<T, R>
    {
        readonly List<Pending<T, R>> items = new List<Pending<T, R>>();
        readonly Stack<int> free = new Stack<int>();

        internal ulong Put(Pending<T, R> item)
        {
            lock (items)
            {
                if (free.Count > 0)
                {
                    int id = free.Pop();
                    items[id] = item;
                    return (ulong)id;
                }
                items.Add(item);
                return (ulong)(items.Count - 1);
            }
        }

        internal Pending<T, R>[] Find(IntPtr batch)
        {
            UIntPtr count;
            var native = Native.scipix_batch_items(batch, &count);
            var found = new Pending<T, R>[(int)count];
            lock (items)
                for (int i = 0; i < found.Length; i++) found[i] = items[(int)native[i].id];
            return found;
        }

        internal Pending<T, R> Get(ulong id)
        {
            lock (items) return items[(int)id];
        }

        internal void Remove(ulong id)
        {
            lock (items)
            {
                items[(int)id].Answered?.TrySetResult(true);
                items[(int)id] = null;
                free.Push((int)id);
            }
        }

        /// <summary>Ends when all items that are in the table now were answered.</summary>
        internal Task WhenAnswered()
        {
            var answered = new List<Task>();
            lock (items)
                foreach (var item in items)
                {
                    if (item == null) continue;
                    if (item.Answered == null)
                        item.Answered = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
                    answered.Add(item.Answered.Task);
                }
            return Task.WhenAll(answered);
        }
    }
}
