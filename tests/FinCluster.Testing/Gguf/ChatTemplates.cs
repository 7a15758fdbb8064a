namespace FinCluster.Testing.Gguf;

/// <summary>Chat templates as model files and releases have them.</summary>
public static class ChatTemplates
{
    /// <summary>The template of Llama 2.</summary>
    public const string Llama2 =
        "{{ bos_token }}{% for message in messages %}{% if message['role'] == 'user' %}{{ '[INST] ' + message['content'] + ' [/INST]' }}"
        + "{% elif message['role'] == 'assistant' %}{{ ' ' + message['content'] + ' ' + eos_token }}{% endif %}{% endfor %}";

    /// <summary>A template that libllama does not know.</summary>
    public const string Unknown = "{% for message in messages %}{{ message['content'] | nobody_knows }}{% endfor %}";

    /// <summary>The template of ChatML, which the models of this repository have.</summary>
    public static string ChatMl => TinyVocabulary.ChatTemplate;
}
