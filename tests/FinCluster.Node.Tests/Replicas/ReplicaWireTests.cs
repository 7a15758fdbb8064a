using FinCluster.Contracts.Node.V1;
using FinCluster.Contracts.V1;
using FinCluster.Core.Engine;
using FinCluster.Core.Replicas;
using FinCluster.Testing.Engine;
using FinCluster.Wire;
using Google.Protobuf;

namespace FinCluster.Node.Tests.Replicas;

/// <summary>What gateways and nodes say of replicas, over the bytes of a message.</summary>
public sealed class ReplicaWireTests
{
    private static readonly ReplicaSpec Spec = FakeReplicaLoader.Spec("fin", "a") with
    {
        Template = new ArtifactReference(FakeReplicaLoader.Hash("template"), 8, [new Uri("grpc://10.0.0.1:8081")]),
    };

    private static readonly ModelInfo Model = new FakeInferenceEngine("fin").Model with { TemplateHash = FakeReplicaLoader.Hash("template").Value };

    [Fact]
    public void LoadReplica_WithATemplate_ArrivesAsItWasSent()
    {
        ArtifactReference template = Read(ReplicaWire.ToProto(Spec)).Template!;

        Assert.Equal((Spec.Template!.Hash, 8L), (template.Hash, template.SizeBytes));
        Assert.Equal(Spec.Template.Sources, template.Sources);
    }

    [Fact]
    public void LoadReplica_OfAGatewayThatSendsNone_IsTheBasesOwn() => Assert.Null(Read(ReplicaWire.ToProto(Spec with { Template = null })).Template);

    [Fact]
    public void Model_WithATemplate_ArrivesAsItWasSent() => Assert.Equal(Model.TemplateHash, Read(ClusterWire.ToProto(Model)).TemplateHash);

    [Fact]
    public void Model_OfANodeThatSendsNone_IsTheBasesOwn() => Assert.Null(Read(ClusterWire.ToProto(Model with { TemplateHash = null })).TemplateHash);

    private static ReplicaSpec Read(LoadReplicaRequest message) => ReplicaWire.ToCore(LoadReplicaRequest.Parser.ParseFrom(message.ToByteArray()));

    private static ModelInfo Read(Model message) => ClusterWire.ToCore(Contracts.V1.Model.Parser.ParseFrom(message.ToByteArray()));
}
