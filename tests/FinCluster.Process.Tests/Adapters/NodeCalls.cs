using System.Security.Cryptography;
using System.Text;
using FinCluster.Contracts.Node.V1;
using FinCluster.Contracts.V1;
using FinCluster.Core.Catalog;
using FinCluster.Core.Engine;
using FinCluster.Core.Replicas;
using FinCluster.Grpc.Client;
using FinCluster.Testing;
using FinCluster.Testing.Processes;
using FinCluster.Wire;

namespace FinCluster.Process.Tests.Adapters;

/// <summary>Calls a node process as a gateway does.</summary>
internal static class NodeCalls
{
    /// <summary>Names a file by its content.</summary>
    public static ArtifactHash HashOf(string path) => ArtifactHash.FromDigest(SHA256.HashData(File.ReadAllBytes(path)));

    /// <summary>Describes a replica of files that a source has.</summary>
    public static ReplicaSpec Spec(string name, string basePath, Uri source, params string[] adapterPaths) => new()
    {
        Name = name,
        Base = Reference(basePath, source),
        Adapters = [.. adapterPaths.Select(path => new AdapterReference(Reference(path, source)) { Name = Path.GetFileNameWithoutExtension(path) })],
    };

    /// <summary>Loads a replica.</summary>
    public static async Task<Model> LoadAsync(this NodeProcess node, ReplicaSpec spec) => (await node.Channel.UnaryAsync(
        NodeMethods.LoadReplica, ReplicaWire.ToProto(spec), GrpcCallOptions.Default, TestTimeouts.Token)).Model;

    /// <summary>Unloads a replica.</summary>
    public static Task<UnloadReplicaResponse> UnloadAsync(this NodeProcess node, string name) => node.Channel.UnaryAsync(
        NodeMethods.UnloadReplica, new UnloadReplicaRequest { Name = name, DrainMs = 0 }, GrpcCallOptions.Default, TestTimeouts.Token);

    /// <summary>Gets what a node says of itself.</summary>
    public static Task<GetInfoResponse> InfoAsync(this NodeProcess node) =>
        node.Channel.UnaryAsync(NodeMethods.GetInfo, new GetInfoRequest(), GrpcCallOptions.Default, TestTimeouts.Token);

    /// <summary>Asks a replica, greedily.</summary>
    public static async Task<string> AskAsync(this NodeProcess node, string model, string text = "what is a bond", int maxTokens = 8)
    {
        var request = new GenerationRequest
        {
            RequestId = "test",
            Model = model,
            Prompt = new TextPrompt(text),
            Sampling = new SamplingOptions { Temperature = 0 },
            Stop = new StopConditions { MaxTokens = maxTokens },
        };
        var answer = new StringBuilder();
        await foreach (GenerateEvent step in node.Channel.ServerStreaming(
            NodeMethods.Generate, NodeWire.ToProto(request), GrpcCallOptions.Default, TestTimeouts.Token))
        {
            answer.Append(NodeWire.ToCore(step) switch
            {
                GeneratedToken token => token.Text,
                GenerationFinished finished => finished.Text,
                _ => "",
            });
        }

        return answer.ToString();
    }

    private static ArtifactReference Reference(string path, Uri source) => new(HashOf(path), new FileInfo(path).Length, [source]);
}
