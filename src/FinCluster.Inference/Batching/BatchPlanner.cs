namespace FinCluster.Inference.Batching;

/// <summary>Decides how many tokens each running job has in the next batch.</summary>
/// <remarks>
/// Every job that is generating has its one token in every batch; prompts share what is left. While anybody generates,
/// prompts get no more than a chunk, because the next token of every stream waits for the whole batch.
/// </remarks>
internal sealed class BatchPlanner(int batchTokens, int prefillChunkTokens)
{
    /// <summary>Sets <see cref="GenerationJob.Planned"/> of every job and returns the sum.</summary>
    /// <param name="running">The jobs that own a sequence, oldest first. There are no more than fit one batch.</param>
    public int Plan(List<GenerationJob> running)
    {
        int generating = 0;
        foreach (GenerationJob job in running)
        {
            job.Planned = job.InputLeft == 0 && job.ReaderKeepsUp ? 1 : 0;
            generating += job.Planned;
        }

        int room = batchTokens - generating;
        int left = generating == 0 ? room : Math.Min(room, prefillChunkTokens);
        int planned = generating;
        foreach (GenerationJob job in running)
        {
            if (job.InputLeft > 0 && job.ReaderKeepsUp)
            {
                job.Planned = Math.Min(job.InputLeft, left);
                left -= job.Planned;
                planned += job.Planned;
            }
        }

        return planned;
    }
}
