using FinCluster.Contracts.V1;
using FinCluster.Core.Text;
using FinCluster.Gateway.Classification;
using FinCluster.Gateway.Hosting;
using FinCluster.Grpc.Server;
using Microsoft.AspNetCore.Routing;
using Found = FinCluster.Gateway.Classification.QuestionClass;
using QuestionClass = FinCluster.Contracts.V1.QuestionClass;

namespace FinCluster.Gateway.Rpc;

/// <summary>Serves fincluster.v1.Classifier.</summary>
internal sealed class ClassifierService(QuestionClassifier classifier)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGrpc(
        ClassifierReflection.Descriptor.Services[0], service => service.Unary<ClassifyRequest, ClassifyResponse>("Classify", ClassifyAsync));

    private async Task<ClassifyResponse> ClassifyAsync(ClassifyRequest request, GrpcCall call)
    {
        Classification.Classification found = await classifier.ClassifyAsync(Caller.Of(call.HttpContext), request.Texts, call.CancellationToken);
        return new ClassifyResponse { Questions = { found.Questions.Select(ToProto) }, Sources = { found.Questions[0].Verdict.Sources } };
    }

    private static QuestionClass ToProto(Found question) => new()
    {
        Action = EnumNames.Of(question.Verdict.Action),
        Category = question.Verdict.Category is { } category ? EnumNames.Of(category) : "",
        Score = question.Verdict.Score ?? 0,
        Rules = { question.Verdict.Findings.Select(finding => finding.Rule) },
        Intent = EnumNames.Of(question.Intent),
        Line = EnumNames.Of(question.Tier.Line),
        Tier = EnumNames.Of(question.Tier.Tier),
        EdgeProbability = question.Tier.Probability,
    };
}
