using System.Security.Cryptography;
using System.Text;
using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Releases;
using FinCluster.Core.Engine;
using FinCluster.Core.Replicas;
using FinCluster.Core.Routing;

namespace FinCluster.Core.Tests.Replicas;

public sealed class ReplicaContentTests
{
    private static readonly Release Plain = new(Hash("base"));
    private static readonly Release Adapted = Plain with { Domain = new AdapterUse(Hash("adapter"), 0.5m) };

    // Nodes keep replicas under these names through upgrades, so what a name is made of stays as it was.
    [Fact]
    public void Name_WithoutATemplate_IsMadeOfBaseAndAdapters()
    {
        Assert.Equal(NameOf(Hash("base").Value), ReplicaContent.Of(Plain).Name);
        Assert.Equal(NameOf($"{Hash("base")}+{Hash("adapter")}@0.5"), ReplicaContent.Of(Adapted).Name);
    }

    [Fact]
    public void Name_WithATemplate_IsMadeOfItToo()
    {
        Assert.Equal(NameOf($"{Hash("base")}#{Hash("chatml")}"), ReplicaContent.Of(Plain with { ChatTemplate = Hash("chatml") }).Name);
        Assert.True(ReplicaContent.IsLoaded(ReplicaContent.Of(Adapted with { ChatTemplate = Hash("chatml") }).Name));
    }

    [Fact]
    public void Of_ReleasesThatDifferInTheTemplateAlone_AreReplicasThatShareNoPrefix()
    {
        ReplicaContent[] contents = [.. new[] { Plain, Adapted }.SelectMany(release => new[]
        {
            release, release with { ChatTemplate = Hash("chatml") }, release with { ChatTemplate = Hash("llama2") },
        }).Select(ReplicaContent.Of)];

        Assert.Equal(contents.Length, contents.Distinct().Count());
        var question = new ChatPrompt([new ChatMessage(ChatRole.User, new string('?', 10 * PrefixChain.BlockBytes))]);
        ulong[] blocks = [.. contents.SelectMany(content => PrefixChain.Of(content.Name, "", question).ToBlocks())];
        Assert.NotEmpty(blocks);
        Assert.Equal(blocks.Length, blocks.Distinct().Count());
    }

    [Fact]
    public void Of_WhatANodeReports_IsThatOfTheRelease()
    {
        var model = new ModelInfo
        {
            Name = "whatever",
            ContentHash = Hash("base").Value,
            Description = "",
            Parameters = 1,
            VocabularySize = 1,
            ContextLength = 1,
            EmbeddingLength = 1,
            ParallelSequences = 1,
            HasChatTemplate = true,
            AdapterStack = [new AdapterInfo("a", Hash("adapter").Value, 0.5f)],
        };

        Assert.Equal(ReplicaContent.Of(Adapted), ReplicaContent.Of(model));
        Assert.Equal(
            ReplicaContent.Of(Adapted with { ChatTemplate = Hash("chatml") }), ReplicaContent.Of(model with { TemplateHash = Hash("chatml").Value }));
    }

    private static string NameOf(string text) => "r-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];

    private static ArtifactHash Hash(string text) => ArtifactHash.FromDigest(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
