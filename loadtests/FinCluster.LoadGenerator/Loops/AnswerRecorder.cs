using System.Text;
using FinCluster.LoadGenerator.Clients;
using FinCluster.LoadGenerator.Workloads;

namespace FinCluster.LoadGenerator.Loops;

/// <summary>Notes the parts of one answer.</summary>
/// <param name="request">What was asked.</param>
/// <param name="due">From when times count, as a timestamp.</param>
/// <param name="keepsText">Whether the text is wanted.</param>
/// <param name="expectedTokens">Its likely length.</param>
/// <param name="time">The clock.</param>
internal sealed class AnswerRecorder(LoadRequest request, long due, bool keepsText, int expectedTokens, TimeProvider time)
{
    private readonly List<TimeSpan> _gaps = new(expectedTokens);
    private readonly StringBuilder? _text = keepsText ? new StringBuilder() : null;
    private TimeSpan _firstToken;
    private long _last;
    private int _tokens;
    private int _promptTokens;
    private int _cachedTokens;
    private string? _node;
    private int _retries;

    /// <summary>Notes a part that has just come.</summary>
    public void Add(in AnswerPart part)
    {
        _promptTokens += part.PromptTokens;
        _cachedTokens += part.CachedTokens;
        _node ??= part.Node;
        _retries += part.Retries;
        _text?.Append(part.Text);
        if (part.Tokens == 0)
        {
            return;
        }

        long now = time.GetTimestamp();
        if (_tokens == 0)
        {
            _firstToken = time.GetElapsedTime(due, now);
        }
        else
        {
            _gaps.Add(time.GetElapsedTime(_last, now));
        }

        _last = now;
        _tokens += part.Tokens;
    }

    /// <summary>Sums up what came.</summary>
    public AnswerSample End(AnswerEnd end, string? error = null)
    {
        bool isEmpty = end == AnswerEnd.Complete && _tokens == 0;
        return new AnswerSample
        {
            Request = request,
            End = isEmpty ? AnswerEnd.Failed : end,
            TimeToFirstToken = _firstToken,
            Duration = time.GetElapsedTime(due),
            Tokens = _tokens,
            Gaps = _gaps,
            Text = _text?.ToString(),
            PromptTokens = _promptTokens,
            CachedTokens = _cachedTokens,
            Node = _node,
            Retries = _retries,
            Error = isEmpty ? "no token came" : error,
        };
    }
}
