using System.Text;
using FinCluster.Benchmarks.Measuring;
using FinCluster.Core.Engine;
using FinCluster.Core.Routing;

namespace FinCluster.Benchmarks.Routing;

/// <summary>Naming the blocks of a prompt, as a gateway does once for each request.</summary>
internal static class PrefixChainBenchmarks
{
    public static IEnumerable<Benchmark> All() =>
        from size in (int[])[4_096, 32_768]
        from text in (string[])["ascii", "chinese"]
        select Of(text, size);

    private static Benchmark Of(string name, int bytes)
    {
        string unit = name == "ascii" ? "The duration of a bond is the mean of its payments' times. " : "久期是债券价格对利率变动的敏感程度的度量。";
        string text = string.Concat(Enumerable.Repeat(unit, (bytes / Encoding.UTF8.GetByteCount(unit)) + 1));
        var prompt = new ChatPrompt([new ChatMessage(ChatRole.User, text)]);
        return new Benchmark($"prefix-chain/{name}/{bytes}-bytes", () => rounds =>
        {
            long sum = 0;
            for (int i = 0; i < rounds; i++)
            {
                sum ^= (long)PrefixChain.Of("fin-chat", "tenant", prompt).ToBlocks()[^1];
            }

            return sum;
        })
        {
            Bytes = Encoding.UTF8.GetByteCount(text),
        };
    }
}
