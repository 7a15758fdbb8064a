using System.Net;
using FinCluster.Process.Tests.BadInput.Http;
using FinCluster.Testing;
using FinCluster.Testing.Gguf;
using FinCluster.Testing.Processes;

namespace FinCluster.Process.Tests.BadInput.Start;

/// <summary>
/// A model with bits flipped at random. The seeds are fixed, so a failure comes back. A server either serves such a file, because it is
/// still a model, or says why not; it never hangs, and it never answers with its death.
/// </summary>
public sealed class DamagedBitsTests
{
    private static readonly TinyLlamaOptions Shape = new() { Width = 32, Heads = 2, KeyValueHeads = 1, FeedForward = 32, Layers = 1 };

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Serve_ModelWithFlippedBits_ServesItOrSaysWhyNot(int seed)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("model.gguf");
        await File.WriteAllBytesAsync(path, Flip(seed), TestTimeouts.Token);
        await using ChildProcess program = ChildProcess.Start(
            FinClusterProgram.Path, ServeProcess.Arguments(folder.File("data"), "--model", path, "--parallel", "2"), ServeProcess.ProgramEnvironment);

        if (await IsReadyAsync(program))
        {
            await AssertServesAsync(program);
        }
        else
        {
            Assert.True(program.ExitCode == 1, $"exit code {program.ExitCode}{Environment.NewLine}{program.LastLines}");
            Assert.Contains("fincluster: ", program.LastLines, StringComparison.Ordinal);
            Assert.DoesNotContain("Unhandled exception", program.LastLines, StringComparison.Ordinal);
        }
    }

    private static async Task<bool> IsReadyAsync(ChildProcess program)
    {
        Task ready = program.WaitForLineAsync(line => line.StartsWith("READY", StringComparison.Ordinal));
        Task exited = program.WaitForExitAsync();
        return await Task.WhenAny(ready, exited) == ready;
    }

    private static async Task AssertServesAsync(ChildProcess program)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://{(await program.WaitUntilReadyAsync()).Http}") };
        using HttpResponseMessage health = await http.GetAsync("/health", TestTimeouts.Token);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);

        // What it says is noise; that it says something, or why not, is what counts.
        using var question = new StringContent("{\"prompt\":\"bond\",\"max_tokens\":8}", System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await http.PostAsync("/v1/completions", question, TestTimeouts.Token);
        HttpAnswer answer = await HttpAnswer.ReadAsync(response);
        Assert.True(answer.Status == 200, answer + Environment.NewLine + program.LastLines);
        Assert.Single(answer.Json.GetProperty("choices").EnumerateArray());
    }

    private static byte[] Flip(int seed)
    {
        GgufWriter model = TinyLlamaModel.Create(Shape);
        byte[] bytes = model.ToBytes();
        int header = model.HeaderLength();
        var random = new Random(seed);
        int region = random.Next(4);
        for (int flips = 1 << random.Next(4); flips > 0; flips--)
        {
            int position = region switch
            {
                0 => random.Next(800), // the shape of the model
                1 => random.Next(header - 700, header), // the tensors' names, shapes and places
                2 => random.Next(header), // mostly the vocabulary
                _ => random.Next(header, bytes.Length), // the weights
            };
            bytes[position] ^= (byte)(1 << random.Next(8));
        }

        return bytes;
    }
}
