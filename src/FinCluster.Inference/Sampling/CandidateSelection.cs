namespace FinCluster.Inference.Sampling;

/// <summary>Keeps the best of many candidates without sorting them all.</summary>
internal static class CandidateSelection
{
    /// <summary>Moves the <paramref name="count"/> best candidates to the front, in no order, in linear time on average.</summary>
    public static void Partition(Span<Candidate> candidates, int count)
    {
        int low = 0;
        int high = candidates.Length - 1;
        while (low < high)
        {
            int split = Split(candidates, low, high);
            if (split == count - 1)
            {
                return;
            }

            if (split < count - 1)
            {
                low = split + 1;
            }
            else
            {
                high = split - 1;
            }
        }
    }

    private static int Split(Span<Candidate> candidates, int low, int high)
    {
        // The middle element is a good pivot for what is sorted already, and logits of rare tokens nearly are.
        int middle = low + ((high - low) / 2);
        (candidates[middle], candidates[high]) = (candidates[high], candidates[middle]);
        Candidate pivot = candidates[high];
        int next = low;
        for (int i = low; i < high; i++)
        {
            if (candidates[i].CompareTo(pivot) < 0)
            {
                (candidates[i], candidates[next]) = (candidates[next], candidates[i]);
                next++;
            }
        }

        (candidates[next], candidates[high]) = (candidates[high], candidates[next]);
        return next;
    }
}
