using FinCluster.Core.Compliance.Monitoring;

namespace FinCluster.Core.Tests.Compliance.Monitoring;

/// <summary>Requests for tests of the monitors.</summary>
internal static class Observed
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 30, 0, TimeSpan.Zero);

    /// <summary>The shares of a quiet day, in percent by <see cref="QuestionIntent"/>.</summary>
    public static readonly int[] Usual = [4, 6, 28, 9, 12, 11, 3, 7, 5, 4, 6, 5, 0];

    /// <summary>A third of all questions asks for the future instead of for meanings.</summary>
    public static readonly int[] Shifted = [4, 6, 1, 3, 12, 11, 36, 7, 5, 4, 6, 5, 0];

    public static QualityObservation Request => new()
    {
        Intent = QuestionIntent.Definition, Question = LengthBucket.UpTo20, Answer = LengthBucket.UpTo200, Model = "fin-chat",
    };

    public static QualityWindow NewWindow() => new(TimeSpan.FromMinutes(30), TimeSpan.FromHours(24));

    /// <summary>Draws a request: its intent by shares, its cluster by its intent and chance, few of them wrong.</summary>
    public static QualityObservation Draw(Random random, int[] percent)
    {
        int intent = Pick(random, percent);
        return new QualityObservation
        {
            Intent = (QuestionIntent)intent,
            Question = (LengthBucket)(1 + Pick(random, [35, 30, 20, 10, 5])),
            Answer = (LengthBucket)(1 + Pick(random, [5, 15, 45, 25, 10])),
            Model = "fin-chat",
            Abnormal = random.Next(100) == 0 ? AbnormalKind.Timeout : AbnormalKind.None,
            IsCut = random.Next(2_000) == 0,
            IsRefused = random.Next(100) < 3,
            Cluster = (intent + random.Next(4)) % EmbeddingClusters.MaxCount,
        };
    }

    /// <summary>Fills a window.</summary>
    public static QualityCounts Fill(Random random, int count, int[] percent)
    {
        QualityWindow window = NewWindow();
        for (int i = 0; i < count; i++)
        {
            window.Add(Start, Draw(random, percent));
        }

        return window.Read(Start);
    }

    private static int Pick(Random random, int[] percent)
    {
        int left = random.Next(percent.Sum());
        int bin = 0;
        while (left >= percent[bin])
        {
            left -= percent[bin++];
        }

        return bin;
    }
}
