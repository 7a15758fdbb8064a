using System.Text;
using FinCluster.Core.Compliance.Guard;
using FinCluster.Core.Compliance.Guard.Cases;
using FinCluster.Training.Corpora;

namespace FinCluster.Training.Guard;

/// <summary>
/// Makes labelled cases from templates: filled, put into frames (a story, a quotation, an encoding), and disguised. The held-out part is made from
/// templates of its own. Deterministic: the same templates, seed and number give the same cases.
/// </summary>
internal sealed class GuardCaseGenerator
{
    private const double FramedShare = 0.16;
    private const double EncodedShare = 0.02;
    private const double DisguisedShare = 0.15;
    private const double ChineseShare = 0.7;
    private const double AllowShare = 0.5;

    private static readonly GuardCategory[] Categories = Enum.GetValues<GuardCategory>();

    private readonly GuardTemplates _templates;
    private readonly QuestionSlots _slots;

    public GuardCaseGenerator(GuardTemplates templates)
    {
        _templates = templates;
        _slots = new QuestionSlots(templates.Lines);
    }

    /// <summary>Makes cases; none of one text twice.</summary>
    /// <param name="count">How many are drawn; those that came before are left out.</param>
    /// <param name="seed">What the draws depend on.</param>
    /// <param name="isHeldOut">Whether the templates of the held-out part are used.</param>
    public IReadOnlyList<GuardCase> Generate(int count, int seed, bool isHeldOut)
    {
        Random random = Draw.Seeded(seed, isHeldOut ? 1 : 0);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var cases = new List<GuardCase>(count);
        for (int i = 0; i < count; i++)
        {
            string language = random.Chance(ChineseShare) ? "zh" : "en";
            GuardCategory? category = random.Chance(AllowShare) ? null : random.Of(Categories);
            (string text, GuardCaseKind kind) = Make(category, language, isHeldOut, random);
            if (seen.Add(text))
            {
                cases.Add(new GuardCase($"g-{i:00000}", language, text, category, kind, isHeldOut, "generated"));
            }
        }

        return cases;
    }

    /// <summary>Gets the section of templates of a part.</summary>
    internal static string Section(GuardCategory? category, string language, bool isHeldOut) =>
        $"{(isHeldOut ? "held-out" : "train")}.{(category is { } refused ? Snake(refused.ToString()) : "allow")}.{language}";

    private static string Snake(string name)
    {
        var text = new StringBuilder();
        foreach (char c in name)
        {
            text.Append(char.IsUpper(c) && text.Length > 0 ? "_" : "").Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }

    private (string Text, GuardCaseKind Kind) Make(GuardCategory? category, string language, bool isHeldOut, Random random)
    {
        GuardCaseKind plain = category is null ? GuardCaseKind.SensitiveHarmless : GuardCaseKind.Plain;
        string label = category is null ? "allow" : "refuse";
        double way = isHeldOut ? FramedShare + random.NextDouble() : random.NextDouble();
        if (way < EncodedShare)
        {
            // What is encoded says nothing of the label: being told to do what it says does.
            string hidden = Fill(random.Of(Categories), language, isHeldOut, random);
            string encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(hidden));
            return (Frame($"frame.encoded.{label}.{language}", encoded, random), GuardCaseKind.Encoded);
        }

        if (way < FramedShare)
        {
            // A frame of the harmless holds something forbidden: it is quoted to ask about it.
            string framed = Fill(category ?? random.Of(Categories), language, isHeldOut, random);
            return (Frame($"frame.{label}.{language}", framed, random), GuardCaseKind.Quoted);
        }

        string text = Fill(category, language, isHeldOut, random);
        return random.Chance(DisguisedShare) ? (Disguises.Apply(text, random), GuardCaseKind.Obfuscated) : (text, plain);
    }

    private string Fill(GuardCategory? category, string language, bool isHeldOut, Random random)
    {
        string section = Section(category, language, isHeldOut);
        string[] templates = _templates.Lines(section);
        return templates.Length == 0
            ? throw new TrainingException($"the templates have no section [{section}]")
            : Punctuate(_slots.Fill(random.Of(templates), random), random);
    }

    // People write both kinds of signs, and leave the last one out.
    private static string Punctuate(string text, Random random)
    {
        string typed = random.Chance(0.3) ? text.TrimEnd('?', '。', '.') : text;
        return !QuestionNoise.IsEnglish(typed) && random.Chance(0.6) ? typed.Replace(',', '，').Replace('?', '？') : typed;
    }

    private string Frame(string section, string text, Random random) => _templates.Lines(section) is { Length: > 0 } frames
        ? random.Of(frames).Replace("{text}", text, StringComparison.Ordinal)
        : throw new TrainingException($"the templates have no section [{section}]");
}
