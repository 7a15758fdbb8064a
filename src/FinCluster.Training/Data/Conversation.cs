namespace FinCluster.Training.Data;

/// <summary>A question and its answer.</summary>
public sealed record Turn(string Question, string Answer);

/// <summary>A conversation to learn.</summary>
/// <param name="System">The instruction before it; null for none.</param>
/// <param name="Turns">Its questions and answers.</param>
public sealed record Conversation(string? System, IReadOnlyList<Turn> Turns);

/// <summary>The tokens of a conversation and which of them are learned.</summary>
internal sealed class EncodedConversation
{
    private readonly List<int> _tokens = [];
    private readonly List<bool> _learned = [];

    /// <summary>Gets the number of tokens.</summary>
    public int Length => _tokens.Count;

    /// <summary>Gets the tokens.</summary>
    public ReadOnlySpan<int> Tokens => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_tokens);

    /// <summary>Gets for each token whether it is learned.</summary>
    public ReadOnlySpan<bool> Learned => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_learned);

    /// <summary>Adds tokens.</summary>
    public void Add(bool learned, params ReadOnlySpan<int> tokens)
    {
        foreach (int token in tokens)
        {
            _tokens.Add(token);
            _learned.Add(learned);
        }
    }
}
