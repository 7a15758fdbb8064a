using FinCluster.Inference.Models;
using FinCluster.Inference.Native;
using FinCluster.Testing.Engine;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Inference.Tests.Models;

public sealed class KvMemoryTests
{
    private const long Available = 1_000;

    public KvMemoryTests()
    {
        LlamaLibrary.Load(NativeLibraryFolder.Require(), NullLogger.Instance);
        Assert.SkipWhen(LlamaLibrary.HasGpu(), "with a GPU the KV cache is not in the machine's memory");
    }

    [Fact]
    public void Take_MoreThanIsLeftBesideOthers_IsRefused()
    {
        var memory = new KvMemory();
        using IDisposable first = memory.Take(700, 1, 1, Available);

        EngineStartException error = Assert.Throws<EngineStartException>(() => memory.Take(301, 1, 1, Available));

        Assert.True(error.IsLackOfRoom);
        Assert.Contains("other replicas'", error.Message, StringComparison.Ordinal);
        memory.Take(300, 1, 1, Available).Dispose();
    }

    [Fact]
    public void Take_AfterOthersHaveGone_HasTheirRoomOnce()
    {
        var memory = new KvMemory();
        IDisposable first = memory.Take(700, 1, 1, Available);
        first.Dispose();
        first.Dispose();

        using IDisposable second = memory.Take(Available, 1, 1, Available);

        Assert.Throws<EngineStartException>(() => memory.Take(1, 1, 1, Available));
    }
}
