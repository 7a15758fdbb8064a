using FinCluster.Contracts.Admin.V1;
using FinCluster.Contracts.V1;
using FinCluster.Core.Admission;
using FinCluster.Core.Audit;
using FinCluster.Core.Catalog;
using FinCluster.Core.Compliance.Review;
using FinCluster.Core.Fleet;
using FinCluster.Core.Scaling.Demand;
using FinCluster.Core.Sessions;
using FinCluster.Core.Tenants;
using FinCluster.Core.Tenants.Administration;
using FinCluster.Gateway.Admin;
using FinCluster.Gateway.Admin.Models;
using FinCluster.Gateway.Admin.Reviews;
using FinCluster.Gateway.Admission;
using FinCluster.Gateway.Answers;
using FinCluster.Gateway.Chat;
using FinCluster.Gateway.Classification;
using FinCluster.Gateway.Compliance;
using FinCluster.Gateway.Compliance.Copies;
using FinCluster.Gateway.Compliance.Monitoring;
using FinCluster.Gateway.Compliance.Records;
using FinCluster.Gateway.Compliance.Reviews;
using FinCluster.Gateway.Compliance.Screening;
using FinCluster.Gateway.Dispatch;
using FinCluster.Gateway.Fleet;
using FinCluster.Gateway.Knowledge;
using FinCluster.Gateway.Metrics;
using FinCluster.Gateway.Models;
using FinCluster.Gateway.OpenAi;
using FinCluster.Gateway.OpenAi.Answers;
using FinCluster.Gateway.OpenAi.Endpoints;
using FinCluster.Gateway.Routing;
using FinCluster.Gateway.Rpc;
using FinCluster.Gateway.Scaling;
using FinCluster.Gateway.Sessions;
using FinCluster.Gateway.Tenants;
using FinCluster.Gateway.Tiers;
using FinCluster.Grpc.Health;
using FinCluster.Grpc.Reflection;
using FinCluster.Grpc.Server;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FinCluster.Gateway.Hosting;

/// <summary>Builds the server of a gateway.</summary>
public static class GatewayHost
{
    // What the host may still take after the last answer was cut short.
    private static readonly TimeSpan ShutdownGrace = TimeSpan.FromSeconds(5);

    /// <summary>Builds a host. It needs the ports of the control plane among the services: <see cref="IFleet"/>, <see cref="ISessionStore"/>, <see cref="ITenantDirectory"/>, <see cref="ITenantLedger"/>, <see cref="ICatalog"/>, <see cref="IDemandBoard"/>, <see cref="IReviewQueue"/>.</summary>
    /// <param name="options">How to serve.</param>
    /// <param name="configureServices">Adds the ports, and what else lives as long as the gateway.</param>
    /// <param name="configureLogging">Says where the log goes.</param>
    /// <remarks>Its start throws <see cref="ListenRefusedException"/> when other machines could connect although no tenant is defined.</remarks>
    public static WebApplication Build(
        GatewayOptions options, Action<IServiceCollection> configureServices, Action<ILoggingBuilder> configureLogging)
    {
        ArgumentNullException.ThrowIfNull(options);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        configureLogging(builder.Logging);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => ConfigureKestrel(kestrel, options));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainTimeout + ShutdownGrace);
        builder.Services.AddRoutingCore();
        builder.Services.AddMetrics();
        builder.Services.AddGateway(options);
        configureServices(builder.Services);

        WebApplication app = builder.Build();

        // Each protocol has routes of its own: in one table, the catch-all of unknown gRPC methods would hide which HTTP paths there are.
        Authentication authentication = app.Services.GetRequiredService<Authentication>();
        app.MapWhen(IsGrpc, grpc => grpc
            .Use(next => http => authentication.InvokeGrpcAsync(http, next)).UseRouting().UseEndpoints(MapGrpcServices));
        ErrorHandling errors = app.Services.GetRequiredService<ErrorHandling>();
        app.Use(next => http => errors.InvokeAsync(http, next));
        app.Use(next => http => authentication.InvokeHttpAsync(http, next));
        app.UseRouting();
        MapHttp(app);
        return app;
    }

    private static void ConfigureKestrel(KestrelServerOptions kestrel, GatewayOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.ConfigureGrpcLimits();
        kestrel.Limits.MaxRequestBodySize = options.MaxRequestBytes;
        kestrel.Listen(options.Http.Address, options.Http.Port, listen => listen.Protocols = HttpProtocols.Http1);
        kestrel.Listen(options.Grpc.Address, options.Grpc.Port, listen => listen.Protocols = HttpProtocols.Http2);
    }

    private static void AddGateway(this IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(Microsoft.Extensions.Options.Options.Create(options));
        services.AddOptions<DispatchOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddGrpcServer(grpc => grpc.MaxReceiveMessageBytes = options.MaxRequestBytes);
        services.AddOptions<GrpcServerOptions>().Configure<RpcErrors>((grpc, errors) => grpc.MapException = errors.Map);
        services.AddSingleton<RpcErrors>();
        services.AddSingleton<DrainControl>();
        services.AddSingleton<GatewayMetrics>();
        services.AddSingleton<MetricsCollector>();
        services.AddSingleton<MetricsEndpoint>();
        services.AddOptions<NodeConnectionOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ResiliencePipelines>();
        services.AddSingleton<FleetMetrics>();
        services.AddSingleton<FleetHealth>();
        services.AddSingleton<StreamGuards>();
        services.AddSingleton<FleetWatcher>();
        services.AddHostedService(provider => provider.GetRequiredService<FleetWatcher>());
        services.AddSingleton<NodeClientPool>();
        services.AddRouting(options.Routing);
        services.AddSingleton<FleetStatus>();
        services.AddAdmission();
        services.AddAdministration();
        services.AddSingleton<GenerationDispatcher>();
        services.AddModels(options.Tiers);
        services.AddCompliance();
        services.AddQuality(options.Drift);
        services.AddSingleton<SessionService>();
        services.AddSingleton<SessionSizes>();
        services.AddSingleton<Refiner>();
        services.AddSingleton<ChatService>();
        services.AddSingleton<ErrorHandling>();
        services.AddSingleton<AnswerHeaders>();
        services.AddSingleton<AnswerWriter>();
        services.AddSingleton<ChatCompletionsEndpoint>();
        services.AddSingleton<CompletionsEndpoint>();
        services.AddSingleton<EmbeddingsEndpoint>();
        services.AddSingleton<QuestionClassifier>();
        services.AddSingleton<ModerationsEndpoint>();
        services.AddSingleton<ModelsEndpoint>();
        services.AddSingleton<SessionsEndpoint>();
        services.AddSingleton<HealthEndpoint>();
        services.AddSingleton<AssistantService>();
        services.AddSingleton<SessionsService>();
        services.AddSingleton<EmbeddingsService>();
        services.AddSingleton<ClassifierService>();
        services.AddSingleton<ClusterService>();
        services.AddSingleton<ArtifactsService>();
    }

    private static void AddModels(this IServiceCollection services, TierOptions tiers)
    {
        services.AddOptions<TierOptions>()
            .Configure(bound => (bound.EdgeModel, bound.ProbeTime) = (tiers.EdgeModel, tiers.ProbeTime))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<ModelDirectory>();
        services.AddHostedService(provider => provider.GetRequiredService<ModelDirectory>());
        services.AddSingleton<ArtifactSources>();
        services.AddSingleton<ReplicaDeployer>();
        services.AddHostedService(provider => provider.GetRequiredService<ReplicaDeployer>());
        services.AddSingleton<CanaryWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<CanaryWatch>());
        services.AddSingleton<ModelHold>();
        services.AddSingleton<ModelResolver>();
        services.AddSingleton<TierPlanner>();
        services.AddSingleton<TierMetrics>();
        services.AddSingleton<TieredGenerator>();
        services.AddSingleton<EdgeEmbedder>();
        services.AddSingleton<AnswerMemory>();
        services.AddSingleton<KnowledgeMetrics>();
        services.AddSingleton<KnowledgeSnapshots>();
        services.AddSingleton<KnowledgeSearch>();
    }

    private static void AddCompliance(this IServiceCollection services)
    {
        services.AddSingleton<ComplianceSource>();
        services.AddHostedService(provider => provider.GetRequiredService<ComplianceSource>());
        services.TryAddSingleton<IAuditLog, NoAuditLog>();
        services.AddSingleton<ComplianceMetrics>();
        services.AddSingleton<ReleaseFiles>();
        services.AddSingleton<Guards>();
        services.AddSingleton<SessionVaults>();
        services.AddSingleton<Screener>();
        services.AddSingleton<ReviewInbox>();
        services.AddHostedService(provider => provider.GetRequiredService<ReviewInbox>());
        services.AddSingleton<OutcomeWatch>();
        services.AddSingleton<QuestionEmbedder>(provider =>
            async (question, token) => (await provider.GetRequiredService<EdgeEmbedder>().EmbedAsync(question, token))?.Vector);
        services.AddSingleton<AuditCopyMetrics>();
        services.AddSingleton<AuditCopiesEndpoint>();
        services.AddHostedService<AuditCopySender>();
        services.AddSingleton<FeedbackService>();
        services.AddSingleton<FeedbackEndpoint>();
        services.AddSingleton<FeedbackRpc>();
    }

    private static void AddAdministration(this IServiceCollection services)
    {
        services.AddSingleton<AdminAccess>();
        services.AddSingleton<AdminMetrics>();
        services.AddSingleton(provider => new TenantAdministration(
            provider.GetRequiredService<ITenantDirectory>(),
            TenantAdministration.SpendOf(provider.GetRequiredService<ITenantLedger>()),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Administration>();
        services.AddSingleton<AdminEndpoints>();
        services.AddSingleton<AdminService>();
        services.AddSingleton<AdminRecord>();
        services.AddSingleton<ModelAdministration>();
        services.AddSingleton<ModelEndpoints>();
        services.AddSingleton<ArtifactEndpoints>();
        services.AddSingleton<ModelsService>();
        services.AddSingleton<ReviewAdministration>();
        services.AddSingleton<ReviewEndpoints>();
        services.AddSingleton<ReviewsService>();
    }

    private static void AddAdmission(this IServiceCollection services)
    {
        services.AddOptions<AdmissionOptions>().ValidateDataAnnotations().ValidateOnStart();

        // The first of the hosted services: it refuses to start before anything else has.
        services.AddSingleton<TenantCache>();
        services.AddHostedService(provider => provider.GetRequiredService<TenantCache>());
        services.AddSingleton<Authentication>();
        services.AddSingleton<AdmissionMetrics>();
        services.AddSingleton<LedgerClerk>();
        services.AddHostedService(provider => provider.GetRequiredService<LedgerClerk>());
        services.AddSingleton<ModelQueues>();
        services.AddHostedService(provider => provider.GetRequiredService<ModelQueues>());
        services.AddSingleton<IFleetObserver>(provider => provider.GetRequiredService<ModelQueues>());
        services.AddSingleton<AdmissionService>();
        services.AddSingleton<DemandCounters>();
        services.AddSingleton<KvPressure>();
        services.AddSingleton(provider => new DemandPoster(
            provider.GetRequiredService<IDemandBoard>(),
            provider.GetRequiredService<DemandCounters>(),
            provider.GetRequiredService<KvPressure>().Of,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<DemandPoster>>()));
        services.AddHostedService(provider => provider.GetRequiredService<DemandPoster>());
    }

    private static void MapHttp(WebApplication app)
    {
        IServiceProvider services = app.Services;
        app.MapPost("/v1/chat/completions", (RequestDelegate)services.GetRequiredService<ChatCompletionsEndpoint>().HandleAsync);
        app.MapPost("/v1/completions", (RequestDelegate)services.GetRequiredService<CompletionsEndpoint>().HandleAsync);
        app.MapPost("/v1/moderations", (RequestDelegate)services.GetRequiredService<ModerationsEndpoint>().HandleAsync);
        app.MapPost("/v1/embeddings", (RequestDelegate)services.GetRequiredService<EmbeddingsEndpoint>().HandleAsync);
        ModelsEndpoint models = services.GetRequiredService<ModelsEndpoint>();
        app.MapGet("/v1/models", (RequestDelegate)models.ListAsync);
        app.MapGet("/v1/models/{*id}", (RequestDelegate)models.GetAsync);
        SessionsEndpoint sessions = services.GetRequiredService<SessionsEndpoint>();
        app.MapPost("/v1/sessions", (RequestDelegate)sessions.CreateAsync);
        app.MapGet("/v1/sessions", (RequestDelegate)sessions.ListAsync);
        app.MapGet("/v1/sessions/{id}", (RequestDelegate)sessions.GetAsync);
        app.MapDelete("/v1/sessions/{id}", (RequestDelegate)sessions.DeleteAsync);
        app.MapPost("/v1/feedback", (RequestDelegate)services.GetRequiredService<FeedbackEndpoint>().HandleAsync);
        services.GetRequiredService<AdminEndpoints>().Map(app);
        services.GetRequiredService<ModelEndpoints>().Map(app);
        services.GetRequiredService<ArtifactEndpoints>().Map(app);
        services.GetRequiredService<ReviewEndpoints>().Map(app);
        services.GetRequiredService<QualityEndpoint>().Map(app);
        services.GetRequiredService<AuditCopiesEndpoint>().Map(app);
        HealthEndpoint health = services.GetRequiredService<HealthEndpoint>();
        app.MapGet("/health", (RequestDelegate)health.HandleAsync);
        MetricsEndpoint metrics = services.GetRequiredService<MetricsEndpoint>();
        app.MapGet("/metrics", (RequestDelegate)metrics.HandleAsync);
    }

    private static void MapGrpcServices(IEndpointRouteBuilder routes)
    {
        IServiceProvider services = routes.ServiceProvider;
        services.GetRequiredService<AssistantService>().Map(routes);
        services.GetRequiredService<SessionsService>().Map(routes);
        services.GetRequiredService<EmbeddingsService>().Map(routes);
        services.GetRequiredService<ClassifierService>().Map(routes);
        services.GetRequiredService<FeedbackRpc>().Map(routes);
        services.GetRequiredService<ClusterService>().Map(routes);
        services.GetRequiredService<AdminService>().Map(routes);
        services.GetRequiredService<ModelsService>().Map(routes);
        services.GetRequiredService<ReviewsService>().Map(routes);
        services.GetRequiredService<ArtifactsService>().Map(routes);
        GrpcHealth health = services.GetRequiredService<GrpcHealth>();
        foreach (FileDescriptor file in (FileDescriptor[])
            [AssistantReflection.Descriptor, SessionsReflection.Descriptor, EmbeddingsReflection.Descriptor, ClassifierReflection.Descriptor, FeedbackReflection.Descriptor, ClusterReflection.Descriptor,
             AdminReflection.Descriptor, ModelsReflection.Descriptor, ReviewsReflection.Descriptor])
        {
            health.Set(file.Services[0].FullName, GrpcServingStatus.Serving);
        }

        routes.MapGrpcHealth();
        routes.MapGrpcReflection();
        routes.MapGrpcUnknownMethods();
    }

    private static bool IsGrpc(HttpContext http) => HttpProtocol.IsHttp2(http.Request.Protocol);
}
