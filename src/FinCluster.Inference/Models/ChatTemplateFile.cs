using System.Text;
using FinCluster.Core.Catalog;
using FinCluster.Inference.Native;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Inference.Models;

/// <summary>Reads chat templates that are files of their own, no more of them than a template may have.</summary>
public static class ChatTemplateFile
{
    /// <summary>Reads a template whose form is right, whether or not libllama knows it.</summary>
    /// <exception cref="ModelFileException">It cannot be read, is too large, or is no text.</exception>
    public static string Read(string path)
    {
        byte[] content = ReadBytes(path);
        return ChatTemplateRules.FindProblem(content) is { } problem ? throw new ModelFileException(path, problem) : Encoding.UTF8.GetString(content);
    }

    /// <summary>Says what is wrong with a template; null when nothing is.</summary>
    /// <param name="path">The file.</param>
    /// <param name="nativeFolder">Where the native library is, which is loaded to ask whether it knows the template.</param>
    /// <exception cref="EngineStartException">The native library cannot be used.</exception>
    public static string? FindProblem(string path, string nativeFolder)
    {
        LlamaLibrary.Load(nativeFolder, NullLogger.Instance);
        try
        {
            ReadKnown(path);
            return null;
        }
        catch (ModelFileException e)
        {
            return e.Reason;
        }
    }

    /// <summary>Reads a template that conversations can be formatted with. The native library must have been loaded.</summary>
    /// <exception cref="ModelFileException">It cannot be used.</exception>
    internal static ChatTemplate ReadKnown(string path) => ChatTemplate.Create(Read(path)) ?? throw new ModelFileException(
        path, "it is none of the chat templates that libllama recognises, such as those of ChatML, Llama 2 and 3, Mistral and Gemma");

    private static byte[] ReadBytes(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            if (ChatTemplateRules.FindSizeProblem(file.Length) is { } problem)
            {
                throw new ModelFileException(path, problem);
            }

            byte[] content = new byte[file.Length];
            file.ReadExactly(content);
            return content;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelFileException(path, $"it cannot be read: {e.Message}", e);
        }
    }
}
