using FinCluster.Core.Compliance.PersonalData;

namespace FinCluster.Core.Tests.Compliance.PersonalData;

/// <summary>Every kind, format, spacing and sentence: what is missed is counted.</summary>
public sealed class PersonalDataRecallTests(ITestOutputHelper output)
{
    private const int PerKind = 2_000;

    public static TheoryData<PersonalDataKind> Kinds => [.. Enum.GetValues<PersonalDataKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Find_GeneratedVectors_FewAreMissed(PersonalDataKind kind)
    {
        var vectors = new Vectors(17 + (int)kind);
        AssertFound(kind, () => vectors.Next(kind));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Find_OtherWordings_FewAreMissed(PersonalDataKind kind)
    {
        var vectors = new Vectors(71 + (int)kind);
        AssertFound(kind, () => vectors.NextOther(kind));
    }

    private void AssertFound(PersonalDataKind kind, Func<Vector> next)
    {
        int found = 0;
        int exact = 0;
        var missed = new List<string>();
        for (int i = 0; i < PerKind; i++)
        {
            Vector vector = next();
            Assert.Equal(new MaskVault().Mask(vector.Text), MaskInPieces(vector.Text, 1 + (i % 7)));
            IReadOnlyList<PersonalDataMatch> matches = PersonalDataFinder.Find(vector.Text);
            exact += matches.Any(match => match.Kind == kind && match.Start == vector.Start && match.Length == vector.Length) ? 1 : 0;
            if (matches.Any(match => match.Start <= vector.Start && match.Start + match.Length >= vector.Start + vector.Length))
            {
                found++;
            }
            else
            {
                missed.Add(vector.Text);
            }
        }

        output.WriteLine($"{kind}: {100.0 * found / PerKind:0.00} % of {PerKind}, exactly and as its kind {100.0 * exact / PerKind:0.00} %");
        Assert.True(found >= 0.995 * PerKind, $"{found} of {PerKind}, missed: {string.Join(" | ", missed.Take(12))}");
        Assert.True(exact >= 0.98 * PerKind, $"{exact} of {PerKind} exactly and as their kind");
    }

    private static string MaskInPieces(string text, int length)
    {
        using var stream = new MaskingStream(new MaskVault());
        return string.Concat(text.Chunk(length).Select(piece => stream.Push(new string(piece)))) + stream.Complete();
    }
}
