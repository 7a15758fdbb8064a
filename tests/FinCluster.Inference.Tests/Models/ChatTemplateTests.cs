using FinCluster.Core.Engine;
using FinCluster.Inference.Models;

namespace FinCluster.Inference.Tests.Models;

public sealed class ChatTemplateTests(VocabularyFixture model) : IClassFixture<VocabularyFixture>
{
    private IChatTemplate Template => model.Model.ChatTemplate!;

    [Fact]
    public void Apply_Conversation_EndsWhereTheAnswerBegins()
    {
        string text = Template.Apply(
        [
            new(ChatRole.System, "你是金融助手。"),
            new(ChatRole.User, "什么是LPR？"),
            new(ChatRole.Assistant, "贷款市场报价利率。"),
            new(ChatRole.User, "谢谢"),
        ]);

        Assert.Equal(
            "<|im_start|>system\n你是金融助手。<|im_end|>\n<|im_start|>user\n什么是LPR？<|im_end|>\n"
            + "<|im_start|>assistant\n贷款市场报价利率。<|im_end|>\n<|im_start|>user\n谢谢<|im_end|>\n<|im_start|>assistant\n",
            text);
    }

    [Fact]
    public void Apply_ZeroCharacter_DoesNotEndTheMessage() =>
        Assert.Equal("<|im_start|>user\na\uFFFDb<|im_end|>\n<|im_start|>assistant\n", Template.Apply([new(ChatRole.User, "a\0b")]));

    [Fact]
    public void Apply_EmptyMessages_AreThere() => Assert.Equal(
        "<|im_start|>system\n<|im_end|>\n<|im_start|>user\n<|im_end|>\n<|im_start|>assistant\n",
        Template.Apply([new(ChatRole.System, ""), new(ChatRole.User, "")]));

    [Fact]
    public void Apply_ManyAndLongMessages_LosesNothing()
    {
        ChatMessage[] messages = [.. Enumerable.Range(0, 500).Select(i => new ChatMessage((ChatRole)(i % 3), $"{i}" + new string('股', i * 3)))];

        string text = Template.Apply(messages);

        int at = 0;
        foreach (ChatMessage message in messages)
        {
            at = text.IndexOf("\n" + message.Content + "<|im_end|>", at, StringComparison.Ordinal) + 1;
            Assert.True(at > 0, $"the message of {message.Content.Length} characters is missing");
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{{ messages | nobody_knows }}")]
    public void Create_NoTemplateThatIsKnown_IsNull(string? template) => Assert.Null(ChatTemplate.Create(template));

    [Fact]
    public void Create_KnownMarkers_AreRecognised()
    {
        string text = ChatTemplate.Create("{% for m in messages %}<|start_header_id|>{{ m.role }}<|end_header_id|>\n\n{{ m.content }}<|eot_id|>{% endfor %}")!
            .Apply([new(ChatRole.User, "hello")]);

        Assert.Equal("<|start_header_id|>user<|end_header_id|>\n\nhello<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n", text);
    }
}
