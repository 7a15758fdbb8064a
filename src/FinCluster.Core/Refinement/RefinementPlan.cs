using System.Collections.Immutable;
using System.Text;
using FinCluster.Core.Engine;

namespace FinCluster.Core.Refinement;

/// <summary>The second stage of one answer: what the vertical model is asked, and how its answer is taken over. Immutable.</summary>
public sealed class RefinementPlan
{
    private readonly byte[] _draft;
    private readonly string _text;
    private readonly ImmutableArray<DraftField> _fields;
    private readonly ImmutableArray<string> _missing;

    private RefinementPlan(string text, byte[] draft, ImmutableArray<DraftField> fields, ImmutableArray<string> missing, IReadOnlyList<ChatMessage> conversation)
    {
        (_text, _draft, _fields, _missing) = (text, draft, fields, missing);
        Messages = RefinementPrompt.Build(conversation, text, [.. fields.Select(field => field.Name)]);
        Constraint = new JsonSchemaConstraint(RefinementSchema.For(fields));
    }

    /// <summary>Gets a value indicating whether there is anything to correct.</summary>
    public bool HasFields => !_fields.IsEmpty;

    /// <summary>Gets what the vertical model reads.</summary>
    public IReadOnlyList<ChatMessage> Messages { get; }

    /// <summary>Gets what its answer must be: a JSON object of the fields and nothing else.</summary>
    public JsonSchemaConstraint Constraint { get; }

    /// <summary>Plans the second stage of a draft.</summary>
    /// <param name="conversation">What the draft answers.</param>
    /// <param name="draft">The general model's answer; JSON, or text with a JSON object in it.</param>
    /// <param name="fields">The fields, checked by <see cref="RefineFields.Parse"/>.</param>
    public static RefinementPlan Create(IReadOnlyList<ChatMessage> conversation, string draft, ImmutableArray<string> fields)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        ArgumentNullException.ThrowIfNull(draft);
        byte[] bytes = Encoding.UTF8.GetBytes(draft);
        ImmutableArray<DraftField> found = [.. DraftReader.FindFields(bytes, DraftReader.FindObject(bytes), fields)];
        return new RefinementPlan(
            draft, bytes, found, [.. fields.Except(found.Select(field => field.Name), StringComparer.Ordinal)], conversation);
    }

    /// <summary>Takes the vertical model's answer over. One that is not what was asked for changes nothing.</summary>
    public RefinementResult Apply(string correction)
    {
        ArgumentNullException.ThrowIfNull(correction);
        byte[] bytes = Encoding.UTF8.GetBytes(correction);
        Range json = DraftReader.FindObject(bytes);
        // The schema makes the names flat: "income.revenue" is one property.
        IReadOnlyDictionary<string, byte[]>? values = CorrectionReader.Read(bytes.AsSpan()[json], _fields);
        if (values is null)
        {
            return Keep(RefinementStatus.Failed, "the correction of the fields could not be read; they are as the first model wrote them");
        }

        var text = new MemoryStream();
        var changed = ImmutableArray.CreateBuilder<string>();
        int at = 0;
        foreach (DraftField field in _fields.OrderBy(field => field.Start))
        {
            ReadOnlySpan<byte> old = _draft.AsSpan(field.Start, field.Length);
            if (!values.TryGetValue(field.Name, out byte[]? value) || old.SequenceEqual(value))
            {
                continue;
            }

            text.Write(_draft.AsSpan(at, field.Start - at));
            text.Write(value);
            at = field.Start + field.Length;
            changed.Add(field.Name);
        }

        text.Write(_draft.AsSpan(at));
        return new RefinementResult(
            changed.Count == 0 ? _text : Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length),
            RefinementStatus.Refined, changed.ToImmutable(), _missing, null);
    }

    /// <summary>Keeps the draft as it is, and says why.</summary>
    /// <param name="status">What became of the second stage.</param>
    /// <param name="note">A sentence for the client.</param>
    public RefinementResult Keep(RefinementStatus status, string note) => new(_text, status, [], _missing, note);

    /// <summary>Keeps the draft because nothing in it can be corrected.</summary>
    public RefinementResult KeepWithoutFields() => Keep(RefinementStatus.SkippedNoFields, "the draft has none of the fields to refine");

    /// <summary>Keeps the draft because there is no time for a second stage.</summary>
    public RefinementResult KeepWithoutTime() => Keep(RefinementStatus.SkippedNoTime, "the time left was too short to refine the fields; they are as the first model wrote them");
}
