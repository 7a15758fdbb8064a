using FinCluster.Training.Model;

namespace FinCluster.Training.Runs;

/// <summary>Gives what is learned in each step. Thread-safe.</summary>
internal interface IBatchSource
{
    /// <summary>Gets what the source says that it draws from, to recognise it again when a training is resumed.</summary>
    string Fingerprint { get; }

    /// <summary>Draws a batch. The same numbers give the same batch, so a resumed training goes on with what it would have had.</summary>
    /// <param name="step">The step, from 1.</param>
    /// <param name="part">The part of the step's batch.</param>
    /// <param name="tokens">About how many tokens.</param>
    PackedBatch Draw(int step, int part, int tokens);
}
