using FinCluster.Grpc.Server;
using Google.Protobuf.Reflection;
using Grpc.Reflection.V1;

namespace FinCluster.Grpc.Reflection;

/// <summary>Answers the questions of grpc.reflection.v1 about the services that are mapped in this host. Thread-safe.</summary>
internal sealed class ReflectionResponder(GrpcServiceRegistry registry)
{
    // Services are all mapped before the first request, so the index is built once, by that request.
    private readonly Lazy<DescriptorIndex> _index = new(() => new DescriptorIndex(registry.Services));

    public ServerReflectionResponse Answer(ServerReflectionRequest request)
    {
        var response = new ServerReflectionResponse { ValidHost = request.Host, OriginalRequest = request };
        switch (request.MessageRequestCase)
        {
            case ServerReflectionRequest.MessageRequestOneofCase.ListServices:
                response.ListServicesResponse = ListServices();
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.FileByFilename:
                SetFile(response, _index.Value.FindFile(request.FileByFilename));
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.FileContainingSymbol:
                SetFile(response, _index.Value.FindFileOfSymbol(request.FileContainingSymbol));
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.FileContainingExtension:
                ExtensionRequest extension = request.FileContainingExtension;
                SetFile(response, _index.Value.FindFileOfExtension(extension.ContainingType, extension.ExtensionNumber));
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.AllExtensionNumbersOfType:
                SetExtensionNumbers(response, request.AllExtensionNumbersOfType);
                break;
            default:
                SetError(response, GrpcStatus.InvalidArgument, "The request asks for nothing.");
                break;
        }

        return response;
    }

    private static void SetFile(ServerReflectionResponse response, FileDescriptor? file)
    {
        if (file is null)
        {
            SetError(response, GrpcStatus.NotFound, "No mapped service has it in its files.");
            return;
        }

        response.FileDescriptorResponse = new FileDescriptorResponse();
        response.FileDescriptorResponse.FileDescriptorProto.AddRange(
            DescriptorIndex.WithImports(file).Select(each => each.SerializedData));
    }

    private static void SetError(ServerReflectionResponse response, GrpcStatus status, string message) =>
        response.ErrorResponse = new ErrorResponse { ErrorCode = (int)status, ErrorMessage = message };

    private void SetExtensionNumbers(ServerReflectionResponse response, string type)
    {
        if (_index.Value.FindExtensionNumbers(type) is not { } numbers)
        {
            SetError(response, GrpcStatus.NotFound, "No mapped service has that type in its files.");
            return;
        }

        response.AllExtensionNumbersResponse = new ExtensionNumberResponse { BaseTypeName = type };
        response.AllExtensionNumbersResponse.ExtensionNumber.AddRange(numbers);
    }

    private ListServiceResponse ListServices()
    {
        var response = new ListServiceResponse();
        response.Service.AddRange(registry.Services.Select(service => new ServiceResponse { Name = service.FullName }));
        return response;
    }
}
