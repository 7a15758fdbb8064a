namespace FinCluster.Grpc;

/// <summary>The status that ends every gRPC call. Values are those of google.rpc.Code, as they travel in <c>grpc-status</c>.</summary>
public enum GrpcStatus
{
    /// <summary>The call succeeded.</summary>
    Ok = 0,

    /// <summary>The call was cancelled, usually by its caller.</summary>
    Cancelled = 1,

    /// <summary>The handler failed in a way that it does not explain.</summary>
    Unknown = 2,

    /// <summary>The request is wrong, whatever the state of the server.</summary>
    InvalidArgument = 3,

    /// <summary>The deadline passed before the call was complete. The work may have been done all the same.</summary>
    DeadlineExceeded = 4,

    /// <summary>The thing asked for does not exist.</summary>
    NotFound = 5,

    /// <summary>The thing to create exists.</summary>
    AlreadyExists = 6,

    /// <summary>The caller is known and may not do this.</summary>
    PermissionDenied = 7,

    /// <summary>A quota, a size limit or another resource is used up.</summary>
    ResourceExhausted = 8,

    /// <summary>The server is not in the state that the call needs.</summary>
    FailedPrecondition = 9,

    /// <summary>A concurrent change got in the way; the caller may start over.</summary>
    Aborted = 10,

    /// <summary>The request goes past the end of something.</summary>
    OutOfRange = 11,

    /// <summary>The server does not have the method, or not in this form.</summary>
    Unimplemented = 12,

    /// <summary>An invariant is broken, or the bytes of a message are.</summary>
    Internal = 13,

    /// <summary>The server cannot be reached at the moment; the caller may try again.</summary>
    Unavailable = 14,

    /// <summary>Data is lost or damaged for good.</summary>
    DataLoss = 15,

    /// <summary>The caller did not show who it is.</summary>
    Unauthenticated = 16,
}
