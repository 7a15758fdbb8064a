using System.Text.Json.Serialization;

namespace FinCluster.Training.Runs;

/// <summary>How checkpoints are written as JSON.</summary>
[JsonSerializable(typeof(CheckpointHeader))]
internal sealed partial class TrainingJson : JsonSerializerContext;
