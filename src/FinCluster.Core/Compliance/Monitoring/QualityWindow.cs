namespace FinCluster.Core.Compliance.Monitoring;

/// <summary>Counts the requests of the last while. Thread-safe; counting takes one lock for the time of a dozen additions and allocates nothing.</summary>
public sealed class QualityWindow
{
    private const int Buckets = 30;
    private const int ReviewBuckets = 24;

    private readonly RingCounts _requests;
    private readonly RingCounts _reviews;

    /// <summary>Makes a window.</summary>
    /// <param name="length">How long a request counts; a thirtieth of it goes at a time.</param>
    /// <param name="reviewLength">How long a review counts: people are slower than models. A twenty-fourth of it goes at a time.</param>
    public QualityWindow(TimeSpan length, TimeSpan reviewLength)
    {
        _requests = new RingCounts(DriftFeatures.Cells + QualityCounts.Extras, length, Buckets);
        _reviews = new RingCounts(2, reviewLength, ReviewBuckets);
    }

    /// <summary>Counts a request that has ended.</summary>
    public void Add(DateTimeOffset now, in QualityObservation observation)
    {
        Span<int> cells = stackalloc int[DriftFeatures.All.Length + QualityCounts.Extras];
        int count = 0;
        cells[count++] = DriftFeatures.Cell(DriftFeature.Intent, (int)observation.Intent);
        cells[count++] = DriftFeatures.Cell(DriftFeature.QuestionLength, (int)observation.Question);
        cells[count++] = DriftFeatures.Cell(DriftFeature.AnswerLength, (int)observation.Answer);
        cells[count++] = DriftFeatures.Cell(DriftFeature.Refusal, observation.IsRefused ? 1 : 0);
        cells[count++] = DriftFeatures.Cell(DriftFeature.GuardCategory, observation.Guard is { } category ? (int)category + 1 : 0);
        cells[count++] = Extra(0);
        if (observation.Cluster is { } cluster)
        {
            cells[count++] = Cell(cluster);
        }

        if (observation.Abnormal != AbnormalKind.None)
        {
            cells[count++] = Extra(1);
        }

        if (observation.Answer != LengthBucket.None || observation.IsCut)
        {
            cells[count++] = Extra(2);
        }

        if (observation.IsCut)
        {
            cells[count++] = Extra(3);
        }

        _requests.Add(now, cells[..count]);
    }

    /// <summary>Counts the cluster of a question that was counted before its embedding was there.</summary>
    public void AddCluster(DateTimeOffset now, int cluster) => _requests.Add(now, [Cell(cluster)]);

    /// <summary>Counts a refusal that a person has looked at.</summary>
    /// <param name="now">The time.</param>
    /// <param name="isOverRefusal">Whether the person approved the question, so that it should have been answered.</param>
    public void AddReview(DateTimeOffset now, bool isOverRefusal) => _reviews.Add(now, isOverRefusal ? [0, 1] : [0]);

    /// <summary>Reads what the window holds.</summary>
    public QualityCounts Read(DateTimeOffset now)
    {
        Span<long> cells = stackalloc long[DriftFeatures.Cells + QualityCounts.Extras];
        Span<long> reviews = stackalloc long[2];
        _requests.Read(now, cells);
        _reviews.Read(now, reviews);
        return new QualityCounts(cells, reviews[0], reviews[1]);
    }

    private static int Extra(int which) => DriftFeatures.Cells + which;

    private static int Cell(int cluster)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cluster);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(cluster, EmbeddingClusters.MaxCount);
        return DriftFeatures.Cell(DriftFeature.Cluster, cluster);
    }
}
