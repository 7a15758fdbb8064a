using Google.Protobuf.Reflection;

namespace FinCluster.Grpc.Reflection;

/// <summary>Finds .proto files by the names that they declare. Immutable.</summary>
internal sealed class DescriptorIndex
{
    private readonly Dictionary<string, FileDescriptor> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileDescriptor> _filesBySymbol = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Type, int Number), FileDescriptor> _filesByExtension = [];

    /// <summary>Reads the files of the services, and the files that those import.</summary>
    public DescriptorIndex(IEnumerable<ServiceDescriptor> services)
    {
        foreach (ServiceDescriptor service in services)
        {
            AddFile(service.File);
        }
    }

    public FileDescriptor? FindFile(string name) => _files.GetValueOrDefault(name);

    /// <summary>Finds the file that declares a service, method, message or enum by its full name.</summary>
    public FileDescriptor? FindFileOfSymbol(string name) => _filesBySymbol.GetValueOrDefault(name);

    public FileDescriptor? FindFileOfExtension(string type, int number) => _filesByExtension.GetValueOrDefault((type, number));

    /// <summary>Finds the numbers of all extensions of a message type; null when there is no such type.</summary>
    public IReadOnlyList<int>? FindExtensionNumbers(string type) => _filesBySymbol.ContainsKey(type)
        ? [.. _filesByExtension.Keys.Where(extension => extension.Type == type).Select(extension => extension.Number)]
        : null;

    /// <summary>Lists a file and everything it imports, each once, imports last.</summary>
    public static IReadOnlyCollection<FileDescriptor> WithImports(FileDescriptor file)
    {
        var found = new List<FileDescriptor> { file };
        for (int i = 0; i < found.Count; i++)
        {
            found.AddRange(found[i].Dependencies.Except(found).ToList());
        }

        return found;
    }

    private void AddFile(FileDescriptor root)
    {
        foreach (FileDescriptor file in WithImports(root).Where(file => _files.TryAdd(file.Name, file)))
        {
            foreach (ServiceDescriptor service in file.Services)
            {
                AddSymbols(file, [service.FullName, .. service.Methods.Select(method => method.FullName)]);
            }

            AddSymbols(file, file.EnumTypes.Select(type => type.FullName));
            AddExtensions(file.Extensions);
            foreach (MessageDescriptor message in file.MessageTypes)
            {
                AddMessage(message);
            }
        }
    }

    private void AddMessage(MessageDescriptor message)
    {
        AddSymbols(message.File, [message.FullName, .. message.EnumTypes.Select(type => type.FullName)]);
        AddExtensions(message.Extensions);
        foreach (MessageDescriptor nested in message.NestedTypes)
        {
            AddMessage(nested);
        }
    }

    private void AddSymbols(FileDescriptor file, IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            _filesBySymbol.TryAdd(name, file);
        }
    }

    private void AddExtensions(ExtensionCollection extensions)
    {
        foreach (FieldDescriptor extension in extensions.UnorderedExtensions)
        {
            _filesByExtension.TryAdd((extension.ExtendeeType.FullName, extension.FieldNumber), extension.File);
        }
    }
}
