using System.Text;

namespace FinCluster.LoadGenerator.Workloads;

/// <summary>Makes finance questions that differ from their first characters on, so that no prefix cache answers for the model.</summary>
internal sealed class PromptSource(int seed, int characters)
{
    /// <summary>What texts are put together from.</summary>
    public static readonly string[] Questions =
    [
        "什么是可转债？", "请问质押式回购是什么意思？", "帮我解释一下什么叫北向资金。", "用一两句话说明久期。", "A股的交易时间是什么？",
        "融资融券有哪些风险？", "ETF和股票有什么区别？", "什么是LPR？", "市盈率怎么算？", "逆回购适合个人投资者吗？",
    ];

    /// <summary>Makes the question with an index; the same index gives the same question.</summary>
    public string Create(int index)
    {
        var random = new Random(unchecked((seed * 1_000_003) + index));
        var text = new StringBuilder($"{index}号客户：");
        do
        {
            text.Append(Questions[random.Next(Questions.Length)]);
        }
        while (text.Length < characters);
        return text.ToString();
    }
}
