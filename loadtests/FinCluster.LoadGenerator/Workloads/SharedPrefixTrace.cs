using System.Text;

namespace FinCluster.LoadGenerator.Workloads;

/// <summary>How often the groups of a <see cref="SharedPrefixTrace"/> are asked.</summary>
internal enum Popularity
{
    /// <summary>The one of rank n is asked 1/n as often as the first.</summary>
    Zipf,

    /// <summary>All equally often.</summary>
    Uniform,
}

/// <summary>Questions about a few long documents: the document is the system message, the question is new each time.</summary>
internal sealed class SharedPrefixTrace : ITrace
{
    private readonly PromptSource _prompts;
    private readonly int _seed;
    private readonly string[] _documents;
    private readonly double[] _cumulative;

    public SharedPrefixTrace(PromptSource prompts, int seed, int groups, int prefixCharacters, Popularity popularity)
    {
        _prompts = prompts;
        _seed = seed;
        _documents = [.. Enumerable.Range(0, groups).Select(group => Document(seed, group, prefixCharacters))];
        _cumulative = new double[groups];
        double sum = 0;
        for (int group = 0; group < groups; group++)
        {
            sum += popularity == Popularity.Zipf ? 1.0 / (group + 1) : 1;
            _cumulative[group] = sum;
        }
    }

    /// <inheritdoc/>
    public bool HasReuse => true;

    /// <inheritdoc/>
    public ValueTask<LoadRequest> TakeAsync(int index, CancellationToken cancellationToken) => ValueTask.FromResult(new LoadRequest(
        index, index, [new TraceMessage(Speaker.System, _documents[GroupOf(index)]), new TraceMessage(Speaker.User, _prompts.Create(index))]));

    /// <inheritdoc/>
    public void OnEnd(LoadRequest request, string? answer)
    {
    }

    /// <summary>Gets the document that a request asks about.</summary>
    public int GroupOf(int index)
    {
        double draw = new Random(unchecked((_seed * 7_368_787) + index)).NextDouble() * _cumulative[^1];
        int group = Array.BinarySearch(_cumulative, draw);
        return Math.Min(group < 0 ? ~group : group + 1, _cumulative.Length - 1);
    }

    private static string Document(int seed, int group, int characters)
    {
        var text = new StringBuilder($"第{group}号研究报告：");
        var random = new Random(unchecked((seed * 15_485_863) + group));
        while (text.Length < characters)
        {
            text.Append(PromptSource.Questions[random.Next(PromptSource.Questions.Length)]);
        }

        return text.ToString(0, Math.Max(characters, 1));
    }
}
