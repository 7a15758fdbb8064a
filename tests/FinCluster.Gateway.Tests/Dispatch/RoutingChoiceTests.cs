using FinCluster.Core.Engine;
using FinCluster.Core.Fleet;
using FinCluster.Core.Routing;
using FinCluster.Core.Routing.Views;
using FinCluster.Testing;
using FinCluster.Testing.Engine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FinCluster.Gateway.Tests.Dispatch;

/// <summary>That the gateway decides by what the options, the index and the view say.</summary>
public sealed class RoutingChoiceTests
{
    private const string LongQuestion = "什么是久期？久期是债券价格对利率变动的敏感程度的度量，也是现金流的加权平均期限。请说明它与凸性的关系，并举一个例子，写出每一步的计算。";

    [Fact]
    public async Task RoundRobin_Requests_GoToOneAfterTheOther()
    {
        FakeInferenceEngine[] engines = [new(), new(), new()];
        await using RunningGateway gateway = await RunningGateway.StartAsync(
            setup => setup.Gateway.Routing = new RoutingOptions { Policy = "round-robin" }, engines);

        for (int i = 0; i < 6; i++)
        {
            await (await gateway.ChatAsync()).JsonAsync();
        }

        Assert.All(engines, engine => Assert.Equal(2, engine.Calls.Count));
    }

    [Fact]
    public async Task PrefixAware_NodeHoldsThePrompt_IsAsked()
    {
        FakeInferenceEngine[] engines = [new(), new(), new()];
        await using RunningGateway gateway = await RunningGateway.StartAsync(null, engines);
        var chain = PrefixChain.Of("fake", "local", new ChatPrompt([new ChatMessage(ChatRole.User, LongQuestion)]));
        engines[2].ChangePrefixes([.. chain.ToBlocks()], []);
        PrefixIndex index = gateway.Services.GetRequiredService<PrefixIndex>();
        await Eventually.IsTrueAsync(() => index.Count == chain.Count);

        await (await gateway.PostAsync("/v1/chat/completions", $$"""{"messages":[{"role":"user","content":"{{LongQuestion}}"}]}""")).JsonAsync();

        Assert.Equal([0, 0, 1], engines.Select(engine => engine.Calls.Count));
    }

    [Fact]
    public async Task AnyPolicy_NodeIsSuspected_IsPassedOver()
    {
        FakeInferenceEngine[] engines = [new(), new()];
        await using RunningGateway gateway = await RunningGateway.StartAsync(null, engines);
        FleetViewState views = gateway.Services.GetRequiredService<FleetViewState>();
        await Eventually.IsTrueAsync(() => views.Current.Find(new NodeId("a"), "fake") is { Load: not null });
        views.OnSuspicion(new NodeId("a"), true);

        await (await gateway.ChatAsync()).JsonAsync();

        Assert.Equal([0, 1], engines.Select(engine => engine.Calls.Count));
    }

    [Fact]
    public async Task AnyRequest_WhenItIsOver_IsNotCountedAnyMore()
    {
        FakeInferenceEngine engine = new() { Script = call => call.Number == 2 ? FakeScript.Refuse(new InvalidOperationException("a bug")) : FakeScript.Of("x") };
        await using RunningGateway gateway = await RunningGateway.StartAsync(null, engine);
        for (int i = 0; i < 3; i++)
        {
            await (await gateway.PostAsync("/v1/chat/completions", $$"""{"messages":[{"role":"user","content":"{{LongQuestion}}"}]}""")).JsonAsync();
        }

        InFlightMeter meter = gateway.Services.GetRequiredService<FleetViewState>().Current.Find(new NodeId("a"), "fake")!.InFlight;
        Assert.Equal(4, engine.Calls.Count);
        Assert.Equal(new InFlightCount(0, 0), meter.Now);
    }

    [Fact]
    public async Task Start_PolicyIsUnknown_IsRefusedAndNamed()
    {
        OptionsValidationException error = await Assert.ThrowsAsync<OptionsValidationException>(
            () => RunningGateway.StartAsync(setup => setup.Gateway.Routing = new RoutingOptions { Policy = "fastest" }));

        Assert.Contains("there is no routing policy 'fastest'", error.Message, StringComparison.Ordinal);
    }
}
