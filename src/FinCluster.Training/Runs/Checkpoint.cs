using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using FinCluster.Training.Gguf;
using FinCluster.Training.Optimization;

namespace FinCluster.Training.Runs;

/// <summary>Everything from which a training goes on exactly as if it had not been interrupted.</summary>
/// <param name="Plan">What is to be done.</param>
/// <param name="Source">What the batches are drawn from, as <see cref="IBatchSource.Fingerprint"/> says it.</param>
/// <param name="Losses">The loss of each step that was made.</param>
/// <param name="State">Parameters and running means.</param>
internal sealed record Checkpoint(TrainingPlan Plan, string Source, IReadOnlyList<float> Losses, OptimizerState State)
{
    private const uint Magic = 0x50434B54;
    private const int HashBytes = 32;
    private const int MaxHeaderBytes = 64 * 1024 * 1024;

    /// <summary>Writes the checkpoint; a crash leaves the old one or the new one.</summary>
    public void Save(string path)
    {
        byte[] header = JsonSerializer.SerializeToUtf8Bytes(
            new CheckpointHeader(Plan, Source, Losses, State.Step, State.Parameters.Length), TrainingJson.Default.CheckpointHeader);
        AtomicFile.Write(path, stream =>
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            void Write(ReadOnlySpan<byte> bytes)
            {
                hash.AppendData(bytes);
                stream.Write(bytes);
            }

            Write(MemoryMarshal.AsBytes<uint>([Magic, (uint)header.Length]));
            Write(header);
            foreach (float[] values in Arrays(State))
            {
                Write(MemoryMarshal.AsBytes<float>(values));
            }

            stream.Write(hash.GetHashAndReset());
        });
    }

    /// <summary>Reads a checkpoint.</summary>
    /// <exception cref="TrainingException">It is not there, damaged, or of another version.</exception>
    public static Checkpoint Load(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            void Read(Span<byte> target)
            {
                stream.ReadExactly(target);
                hash.AppendData(target);
            }

            uint[] start = new uint[2];
            Read(MemoryMarshal.AsBytes(start.AsSpan()));
            if (start[0] != Magic || start[1] > MaxHeaderBytes)
            {
                throw new TrainingException($"{path} is no checkpoint of a training");
            }

            byte[] text = new byte[start[1]];
            Read(text);
            CheckpointHeader header = JsonSerializer.Deserialize(text, TrainingJson.Default.CheckpointHeader)!;
            long expected = stream.Position + (3L * sizeof(float) * header.Parameters) + HashBytes;
            if (header.Parameters < 0 || stream.Length != expected)
            {
                throw new TrainingException($"{path} is damaged: it has {stream.Length} bytes instead of {expected}");
            }

            var state = new OptimizerState(new float[header.Parameters]) { Step = header.Step };
            foreach (float[] values in Arrays(state))
            {
                Read(MemoryMarshal.AsBytes(values.AsSpan()));
            }

            byte[] stored = new byte[HashBytes];
            stream.ReadExactly(stored);
            return CryptographicOperations.FixedTimeEquals(stored, hash.GetHashAndReset())
                ? new Checkpoint(header.Plan, header.Source, header.Losses, state)
                : throw new TrainingException($"{path} is damaged: its content does not match its checksum");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new TrainingException($"the checkpoint {path} cannot be read: {error.Message}", error);
        }
    }

    private static float[][] Arrays(OptimizerState state) => [state.Parameters, state.Means, state.Squares];
}

/// <summary>The part of a checkpoint that is text.</summary>
internal sealed record CheckpointHeader(TrainingPlan Plan, string Source, IReadOnlyList<float> Losses, int Step, int Parameters);
