namespace FinCluster.Grpc.Health;

/// <summary>Whether a service takes calls. Values are those of grpc.health.v1.</summary>
public enum GrpcServingStatus
{
    /// <summary>Not known.</summary>
    Unknown = 0,

    /// <summary>It takes calls.</summary>
    Serving = 1,

    /// <summary>It is there and takes no calls: it starts, drains or is broken.</summary>
    NotServing = 2,

    /// <summary>The server has no service of that name.</summary>
    ServiceUnknown = 3,
}
