using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using FinCluster.Grpc.Health;
using FinCluster.Grpc.Server;
using FinCluster.Grpc.Tests.Protos;

namespace FinCluster.Grpc.Tests.Echo;

/// <summary>The service of echo.proto. Every handler can be replaced, for tests of what a handler may do.</summary>
internal sealed class EchoService
{
    public const string Secret = "password=hunter2";

    private readonly ConcurrentDictionary<string, HangingCall> _hanging = new(StringComparer.Ordinal);

    private readonly GrpcHealth _health;

    public EchoService(GrpcHealth health)
    {
        _health = health;
        Unary = EchoAsync;
        ServerStream = StreamAsync;
        ClientStream = SumAsync;
        Duplex = EchoAllAsync;
    }

    public Func<EchoRequest, GrpcCall, Task<EchoReply>> Unary { get; set; }

    public Func<StreamRequest, GrpcCall, IAsyncEnumerable<EchoReply>> ServerStream { get; set; }

    public Func<IAsyncEnumerable<EchoRequest>, GrpcCall, Task<EchoReply>> ClientStream { get; set; }

    public Func<IAsyncEnumerable<EchoRequest>, GrpcCall, IAsyncEnumerable<EchoReply>> Duplex { get; set; }

    /// <summary>Gets the task that ends when the call with this id hangs.</summary>
    public Task HangsAsync(string id) => Hanging(id).Started.Task;

    /// <summary>Gets the task that ends when the call with this id has been cancelled.</summary>
    public Task IsCancelledAsync(string id) => Hanging(id).Cancelled.Task;

    public void Configure(GrpcServiceBuilder service) => service
        .Unary<EchoRequest, EchoReply>("Unary", (request, call) => Unary(request, call))
        .ServerStreaming<StreamRequest, EchoReply>("ServerStream", (request, call) => ServerStream(request, call))
        .ClientStreaming<EchoRequest, EchoReply>("ClientStream", (requests, call) => ClientStream(requests, call))
        .Duplex<EchoRequest, EchoReply>("Duplex", (requests, call) => Duplex(requests, call))
        .Unary<FailRequest, EchoReply>("Fail", (request, _) => Fail(request))
        .Unary<HangRequest, EchoReply>("Hang", HangAsync)
        .Unary<HangRequest, EchoReply>("AwaitCancelled", AwaitCancelledAsync)
        .Unary<SetHealthRequest, EchoReply>("SetHealth", (request, _) => SetHealth(request));

    public async Task HangAsync(string id, CancellationToken cancellationToken)
    {
        HangingCall call = Hanging(id);
        using CancellationTokenRegistration registration = cancellationToken.Register(() => call.Cancelled.TrySetResult());
        call.Started.TrySetResult();
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
    }

    private static Task<EchoReply> EchoAsync(EchoRequest request, GrpcCall call)
    {
        if (call.RequestHeaders["x-echo"] is { } text)
        {
            call.ResponseHeaders.Add("x-head", text);
            call.ResponseTrailers.Add("x-tail", text);
        }

        if (call.RequestHeaders.GetBytes("x-echo-bin") is { } bytes)
        {
            call.ResponseHeaders.Add("x-head-bin", bytes);
            call.ResponseTrailers.Add("x-tail-bin", bytes);
        }

        if (call.TimeRemaining is { } remaining)
        {
            call.ResponseHeaders.Add("x-remaining-ms", remaining.TotalMilliseconds.ToString("F0", CultureInfo.InvariantCulture));
        }

        return Task.FromResult(new EchoReply { Text = request.Text, Number = request.Number + 1 });
    }

    private static async Task<EchoReply> SumAsync(IAsyncEnumerable<EchoRequest> requests, GrpcCall call)
    {
        var reply = new EchoReply();
        await foreach (EchoRequest request in requests)
        {
            reply.Number += request.Number;
        }

        return reply;
    }

    private static async IAsyncEnumerable<EchoReply> EchoAllAsync(IAsyncEnumerable<EchoRequest> requests, GrpcCall call)
    {
        await foreach (EchoRequest request in requests)
        {
            yield return new EchoReply { Text = request.Text, Number = request.Number };
        }
    }

    private static Task<EchoReply> Fail(FailRequest request)
    {
        if (!request.HasStatus)
        {
            throw new InvalidOperationException(Secret);
        }

        var trailers = new GrpcMetadata { { "x-error", "stable_name" }, { "x-error-bin", [0, 255] } };
        throw new GrpcException((GrpcStatus)request.Status, request.Detail, trailers);
    }

    private async IAsyncEnumerable<EchoReply> StreamAsync(
        StreamRequest request, GrpcCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (int i = 0; i < request.Count; i++)
        {
            yield return new EchoReply { Text = request.Text, Number = i };
        }

        if (request.HangId.Length > 0)
        {
            await HangAsync(request.HangId, cancellationToken);
        }
    }

    private IAsyncEnumerable<EchoReply> StreamAsync(StreamRequest request, GrpcCall call) =>
        StreamAsync(request, call, call.CancellationToken);

    private async Task<EchoReply> HangAsync(HangRequest request, GrpcCall call)
    {
        await HangAsync(request.Id, call.CancellationToken);
        return new EchoReply();
    }

    private async Task<EchoReply> AwaitCancelledAsync(HangRequest request, GrpcCall call)
    {
        await IsCancelledAsync(request.Id).WaitAsync(call.CancellationToken);
        return new EchoReply();
    }

    private Task<EchoReply> SetHealth(SetHealthRequest request)
    {
        _health.Set(request.Service, (GrpcServingStatus)request.Status);
        return Task.FromResult(new EchoReply());
    }

    private HangingCall Hanging(string id) => _hanging.GetOrAdd(id, _ => new HangingCall());

    private sealed class HangingCall
    {
        public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
