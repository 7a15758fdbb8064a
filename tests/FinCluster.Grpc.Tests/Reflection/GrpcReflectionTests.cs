using FinCluster.Grpc.Client;
using FinCluster.Grpc.Methods;
using FinCluster.Grpc.Tests.Echo;
using FinCluster.Testing;
using Google.Protobuf.Reflection;
using Grpc.Reflection.V1;
using V1Alpha = Grpc.Reflection.V1Alpha;

namespace FinCluster.Grpc.Tests.Reflection;

public sealed class GrpcReflectionTests
{
    private const string Method = "ServerReflectionInfo";

    private static readonly GrpcMethod<ServerReflectionRequest, ServerReflectionResponse> Info =
        new(ReflectionReflection.Descriptor.Services[0], Method, GrpcMethodKind.Duplex);

    private static readonly GrpcMethod<V1Alpha.ServerReflectionRequest, V1Alpha.ServerReflectionResponse> AlphaInfo =
        new(V1Alpha.ReflectionReflection.Descriptor.Services[0], Method, GrpcMethodKind.Duplex);

    private static readonly string[] Services =
    [
        "fincluster.test.v1.Echo",
        "grpc.health.v1.Health",
        "grpc.reflection.v1.ServerReflection",
        "grpc.reflection.v1alpha.ServerReflection",
    ];

    [Fact]
    public async Task ListServices_Host_NamesEveryMappedService()
    {
        ServerReflectionResponse response = await AskAsync(new ServerReflectionRequest { Host = "h", ListServices = string.Empty });

        Assert.Equal(Services, response.ListServicesResponse.Service.Select(service => service.Name).Order(StringComparer.Ordinal));
        Assert.Equal("h", response.ValidHost);
        Assert.Equal("h", response.OriginalRequest.Host);
    }

    [Fact]
    public async Task ListServices_V1Alpha_IsTheSame()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        var request = new V1Alpha.ServerReflectionRequest { ListServices = string.Empty };

        V1Alpha.ServerReflectionResponse response = await server.Channel
            .Duplex(AlphaInfo, new[] { request }.ToAsyncEnumerable(), GrpcCallOptions.Default, TestTimeouts.Token)
            .SingleAsync(TestTimeouts.Token);

        Assert.Equal(Services, response.ListServicesResponse.Service.Select(service => service.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("fincluster.test.v1.Echo")]
    [InlineData("fincluster.test.v1.Echo.Unary")]
    [InlineData("fincluster.test.v1.EchoRequest")]
    public async Task FileContainingSymbol_AnyName_IsItsFile(string symbol)
    {
        ServerReflectionResponse response = await AskAsync(new ServerReflectionRequest { FileContainingSymbol = symbol });

        FileDescriptorProto file = ReadFiles(response)[0];
        Assert.Equal("echo.proto", file.Name);
        Assert.Equal("Echo", Assert.Single(file.Service).Name);
    }

    [Fact]
    public async Task FileContainingSymbol_NestedEnum_IsItsFile()
    {
        var request = new ServerReflectionRequest { FileContainingSymbol = "grpc.health.v1.HealthCheckResponse.ServingStatus" };

        Assert.Equal("grpc/health/v1/health.proto", ReadFiles(await AskAsync(request))[0].Name);
    }

    [Fact]
    public async Task FileByFilename_Known_IsIt()
    {
        ServerReflectionResponse response = await AskAsync(new ServerReflectionRequest { FileByFilename = "echo.proto" });

        Assert.Equal("fincluster.test.v1", ReadFiles(response)[0].Package);
    }

    [Fact]
    public async Task Questions_WithoutAnAnswer_AreErrorsAndTheStreamGoesOn()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        ServerReflectionRequest[] requests =
        [
            new() { FileByFilename = "nope.proto" },
            new() { FileContainingSymbol = "no.such.Symbol" },
            new() { FileContainingExtension = new() { ContainingType = "fincluster.test.v1.EchoRequest", ExtensionNumber = 7 } },
            new() { AllExtensionNumbersOfType = "no.such.Type" },
            new(),
            new() { AllExtensionNumbersOfType = "fincluster.test.v1.EchoRequest" },
        ];

        List<ServerReflectionResponse> responses = await server.Channel
            .Duplex(Info, requests.ToAsyncEnumerable(), GrpcCallOptions.Default, TestTimeouts.Token)
            .ToListAsync(TestTimeouts.Token);

        Assert.Equal([5, 5, 5, 5, 3], responses.Take(5).Select(response => response.ErrorResponse.ErrorCode));
        Assert.Equal("fincluster.test.v1.EchoRequest", responses[5].AllExtensionNumbersResponse.BaseTypeName);
        Assert.Empty(responses[5].AllExtensionNumbersResponse.ExtensionNumber);
    }

    [Fact]
    public async Task OpenStream_HostStops_DoesNotHoldTheHostUp()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        await using IAsyncEnumerator<ServerReflectionResponse> responses = server.Channel
            .Duplex(
                Info,
                Sequences.OneThenNever(new ServerReflectionRequest { ListServices = string.Empty }, TestTimeouts.Token),
                GrpcCallOptions.Default,
                TestTimeouts.Token)
            .GetAsyncEnumerator(TestTimeouts.Token);
        Assert.True(await responses.MoveNextAsync());

        await server.StopAsync().WaitAsync(TestTimeouts.Token);

        // The status came, but a client that still sends may see the connection close before it has read that far.
        Exception? e = await Record.ExceptionAsync(async () => Assert.False(await responses.MoveNextAsync()));
        Assert.True(e is null or GrpcException { Status: GrpcStatus.Unavailable }, e?.ToString());
    }

    private static async Task<ServerReflectionResponse> AskAsync(ServerReflectionRequest request)
    {
        await using EchoServer server = await EchoServer.StartAsync();
        return await server.Channel
            .Duplex(Info, new[] { request }.ToAsyncEnumerable(), GrpcCallOptions.Default, TestTimeouts.Token)
            .SingleAsync(TestTimeouts.Token);
    }

    private static List<FileDescriptorProto> ReadFiles(ServerReflectionResponse response) =>
        [.. response.FileDescriptorResponse.FileDescriptorProto.Select(file => FileDescriptorProto.Parser.ParseFrom(file))];
}
