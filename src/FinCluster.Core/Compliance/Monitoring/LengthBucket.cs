namespace FinCluster.Core.Compliance.Monitoring;

/// <summary>How long a text is. The names are part of the baseline's file.</summary>
public enum LengthBucket
{
    /// <summary>There is no text.</summary>
    None,

    /// <summary>Up to 20 characters: the shortest questions, which have a limit of latency of their own.</summary>
    UpTo20,

    /// <summary>Up to 60 characters.</summary>
    UpTo60,

    /// <summary>Up to 200 characters.</summary>
    UpTo200,

    /// <summary>Up to 800 characters.</summary>
    UpTo800,

    /// <summary>More than 800 characters.</summary>
    Over800,
}

/// <summary>Sorts texts by their length.</summary>
public static class LengthBuckets
{
    /// <summary>Gets the bucket of a text.</summary>
    /// <param name="characters">Its length, in UTF-16 characters.</param>
    public static LengthBucket Of(int characters) => characters switch
    {
        <= 0 => LengthBucket.None,
        <= 20 => LengthBucket.UpTo20,
        <= 60 => LengthBucket.UpTo60,
        <= 200 => LengthBucket.UpTo200,
        <= 800 => LengthBucket.UpTo800,
        _ => LengthBucket.Over800,
    };
}
