using System.Globalization;
using System.Text.RegularExpressions;
using FinCluster.Core.Hosting;
using FinCluster.Testing;
using FinCluster.Testing.Processes;

namespace FinCluster.Process.Tests.Load;

/// <summary>What a token costs the gateway that relays it.</summary>
public sealed partial class RelayCostTests : IDisposable
{
    private const int Answers = 32;
    private const int ShortAnswer = 250;
    private const int LongAnswer = 2000;
    private const int Runs = 3;
    private const double MostBytes = 20;

    // Steps of a millisecond: each token is waited for, as from a real model.
    private const string Paced = "step=1,decode=0,prefill=0,context=0";
    private const string Bursts = "slow=0";

    private readonly TemporaryFolder _folder = new();

    // Records keep the text of an answer, which grows with it: the relay is measured without them.
    [Theory]
    [InlineData("grpc", Bursts)]
    [InlineData("http", Bursts)]
    [InlineData("grpc", Paced)]
    [InlineData("http", Paced)]
    public async Task Gateway_LongerAnswers_AllocateNoMore(string protocol, string simulation)
    {
        await using ChildProcess serve = ChildProcess.Start(
            FinClusterProgram.Path,
            ServeProcess.Arguments(_folder.Path, ["--engine", "simulated", "--simulate", simulation, "--compliance", "off", "--audit", "off"]),
            ServeProcess.ProgramEnvironment);
        ReadyLine ready = await serve.WaitUntilReadyAsync();
        string target = protocol == "grpc" ? $"grpc://{ready.Grpc}" : $"http://{ready.Http}";
        await AllocatedByAnswersAsync(ready, target, LongAnswer);

        // What answers cost whatever their length is in both. The smallest object for each token would be 24 bytes; what is left is the
        // gateway's work beside them, in the time that the longer answers take. A busy machine only adds to that time, so the least of some runs counts.
        double least = double.PositiveInfinity;
        for (int run = 0; run < Runs && least > MostBytes; run++)
        {
            long few = await AllocatedByAnswersAsync(ready, target, ShortAnswer);
            long many = await AllocatedByAnswersAsync(ready, target, LongAnswer);
            least = Math.Min(least, (many - few) / (double)(Answers * (LongAnswer - ShortAnswer)));
        }

        Assert.InRange(least, double.NegativeInfinity, MostBytes);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<long> AllocatedByAnswersAsync(ReadyLine ready, string target, int tokens)
    {
        long before = await AllocatedAsync(ready);
        await using ChildProcess load = await ChildProcess.RunAsync(FinClusterProgram.LoadGenerator, [
            "--target", target, "--warm-up", "0", "--requests", Answers.ToString(CultureInfo.InvariantCulture), "--concurrency", "16",
            "--prompt-characters", "10", "--output-tokens", tokens.ToString(CultureInfo.InvariantCulture)]);
        Assert.True(load.ExitCode == 0, load.LastLines);
        return await AllocatedAsync(ready) - before;
    }

    private static async Task<long> AllocatedAsync(ReadyLine ready)
    {
        using var http = new HttpClient();
        string page = await http.GetStringAsync(new Uri($"http://{ready.Http}/metrics"), TestTimeouts.Token);
        return long.Parse(Allocated().Match(page).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("^dotnet_gc_heap_total_allocated_bytes_total ([0-9]+)", RegexOptions.Multiline)]
    private static partial Regex Allocated();
}
