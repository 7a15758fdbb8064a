using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Canaries;
using FinCluster.Core.Catalog.Releases;
using FinCluster.Testing.Catalog;

namespace FinCluster.Core.Tests.Catalog;

public sealed class ModelNameTests
{
    [Theory]
    [InlineData("fin-chat", "fin-chat", null, null)]
    [InlineData("fin-chat+brokerage", "fin-chat", "brokerage", null)]
    [InlineData("fin-chat+brokerage+aml", "fin-chat", "brokerage", "aml")]
    public void TryParse_Name_GivesItsParts(string text, string alias, string? domain, string? task)
    {
        Assert.True(ModelName.TryParse(text, out ModelName? name, out _));

        Assert.Equal(new ModelName(alias, domain, task), name);
        Assert.Equal(text, name.ToString());
    }

    [Theory]
    [InlineData(null, "a model's name must have 1 to 64")]
    [InlineData("", "a model's name must have 1 to 64")]
    [InlineData("模型", "a model's name must have 1 to 64")]
    [InlineData("fin-chat+", "joined by '+'")]
    [InlineData("+aml", "joined by '+'")]
    [InlineData("fin-chat++aml", "joined by '+'")]
    [InlineData("a+b+c+d", "at most two adapters")]
    public void TryParse_NoName_SaysWhy(string? text, string reason)
    {
        Assert.False(ModelName.TryParse(text, out _, out string? problem));

        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fin-chat", null, null)]
    [InlineData("fin-chat+brokerage", "brokerage", null)]
    [InlineData("fin-chat+aml", null, "aml")]
    [InlineData("fin-chat+brokerage+aml", "brokerage", "aml")]
    public void Compose_Adapters_TakeTheirPlaces(string text, string? domain, string? task)
    {
        (ComposedModel? model, string? problem) = Compose(text);

        Assert.Null(problem);
        Assert.Equal(domain is null ? null : new AdapterUse(CatalogSamples.Hash(domain), 0.5m), model!.Release.Domain);
        Assert.Equal(task is null ? null : new AdapterUse(CatalogSamples.Hash(task), 0.5m), model.Release.Task);
        Assert.False(model.IsCanary);
    }

    [Theory]
    [InlineData("fin-lite", "there is no model 'fin-lite'")]
    [InlineData("aml", "there is no model 'aml'")]
    [InlineData("fin-chat+fin-chat", "there is no adapter 'fin-chat'")]
    [InlineData("fin-chat+none", "there is no adapter 'none'")]
    [InlineData("fin-chat+aml+brokerage", "'aml' is for a task; the domain's adapter stands first")]
    [InlineData("fin-chat+brokerage+brokerage", "'brokerage' is for a domain; the task's adapter stands last")]
    [InlineData("fin-chat+foreign", "'foreign' is not for the base model of 'fin-chat'")]
    public void Compose_WhatDoesNotFit_SaysWhy(string text, string reason)
    {
        (ComposedModel? model, string? problem) = Compose(text);

        Assert.Null(model);
        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Compose_Canary_IsItsRelease()
    {
        (ComposedModel? model, _) = Compose("fin-chat+aml", picksCanary: true);

        Assert.True(model!.IsCanary);
        Assert.Equal(ReleaseText.IdOf(CatalogSamples.Release("base", "canary")), model.Id);
        Assert.Equal("canary", model.Release.Note);
    }

    private static (ComposedModel? Model, string? Problem) Compose(string text, bool picksCanary = false)
    {
        Assert.True(ModelName.TryParse(text, out ModelName? name, out _));
        return ModelComposer.Compose(Catalog(), name, _ => picksCanary);
    }

    private static CatalogSnapshot Catalog()
    {
        CatalogCommand[] commands =
        [
            new PushArtifact(CatalogSamples.Artifact(ArtifactKind.BaseModel, "base")),
            new PushArtifact(CatalogSamples.Artifact(ArtifactKind.BaseModel, "other")),
            new PushArtifact(CatalogSamples.Adapter(ArtifactKind.DomainAdapter, "brokerage", "base")),
            new PushArtifact(CatalogSamples.Adapter(ArtifactKind.TaskAdapter, "aml", "base")),
            new PushArtifact(CatalogSamples.Adapter(ArtifactKind.DomainAdapter, "foreign", "other")),
            new PushRelease(CatalogSamples.Release("base", "stable")),
            new PushRelease(CatalogSamples.Release("base", "canary")),
            new Promote("fin-chat", 0, "a", "", ReleaseText.IdOf(CatalogSamples.Release("base", "stable"))),
            .. new[] { "brokerage", "aml", "foreign" }.Select(name => new Promote(name, 0, "a", "", CatalogSamples.Hash(name)) { Scale = 0.5m }),
            new StartCanary("fin-chat", 1, "a", "", new Canary(ReleaseText.IdOf(CatalogSamples.Release("base", "canary")), 0.5m)),
        ];
        return commands.Aggregate(
            CatalogSnapshot.Empty, (catalog, command) => catalog.Apply(CatalogRules.Decide(catalog, command, DateTimeOffset.UnixEpoch).Change!));
    }
}
