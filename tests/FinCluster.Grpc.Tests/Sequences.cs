using System.Runtime.CompilerServices;
using FinCluster.Testing;

namespace FinCluster.Grpc.Tests;

/// <summary>Sequences of messages for tests.</summary>
internal static class Sequences
{
    /// <summary>Yields one message and then waits until it is cancelled.</summary>
    public static async IAsyncEnumerable<T> OneThenNever<T>(T message, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return message;
        await Task.Delay(TestTimeouts.Default, TimeProvider.System, cancellationToken);
        throw new TimeoutException("Nobody cancelled the sequence.");
    }

    public static async Task DrainAsync<T>(IAsyncEnumerable<T> sequence)
    {
        await foreach (T _ in sequence)
        {
        }
    }
}
