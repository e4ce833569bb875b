namespace JitPortal.Scanning.Reading;

/// <summary>Says what a file is that holds no scan.</summary>
internal static class NotNmapXml
{
    public static string Sentence(string opening, bool broken)
    {
        var start = opening.TrimStart();
        if (start.Length == 0)
            return "The file is empty. Nmap leaves an empty file when it could not start; its reason stands on standard error.";
        if (broken)
            return "The file ends or is damaged before the first element of a scan. Nothing in it can be imported.";
        if (start.StartsWith("# Nmap", StringComparison.Ordinal) || start.StartsWith("Starting Nmap", StringComparison.Ordinal))
            return "This is Nmap's normal or grepable output, not its XML. Save the scan with nmap -oX and import that file.";
        return "This is no XML, so no scan can be read from it. Save the scan with nmap -oX and import that file.";
    }
}
