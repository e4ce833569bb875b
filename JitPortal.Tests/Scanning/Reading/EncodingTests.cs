using System.Text;
using JitPortal.Scanning.Reading;
using static JitPortal.Tests.Scanning.Reading.Reading;

namespace JitPortal.Tests.Scanning.Reading;

public sealed class EncodingTests
{
    private static readonly string Café =
        "<?xml version=\"1.0\"?>\n" + Run(Host("10.0.0.1", Port(80, "<service name=\"http\" product=\"Café 東京\"/>")));

    public static TheoryData<string, byte[]> Encodings() =>
        new()
        {
            { "utf-8", Encoding.UTF8.GetBytes(Café) },
            { "utf-8 with mark", [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(Café)] },
            { "utf-8 with mark and white space", [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes("\r\n  " + Café)] },
            { "utf-16 le with mark", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Café)] },
            { "utf-16 le without mark", Encoding.Unicode.GetBytes(Café) },
            { "utf-16 be with mark", [.. Encoding.BigEndianUnicode.GetPreamble(), .. Encoding.BigEndianUnicode.GetBytes(Café)] },
            { "utf-16 be without mark", Encoding.BigEndianUnicode.GetBytes(Café) },
            { "utf-32 le with mark", [.. Encoding.UTF32.GetPreamble(), .. Encoding.UTF32.GetBytes(Café)] },
            { "utf-32 le without mark", Encoding.UTF32.GetBytes(Café) },
            { "utf-32 be with mark", [0, 0, 0xFE, 0xFF, .. new UTF32Encoding(bigEndian: true, byteOrderMark: false).GetBytes(Café)] },
            { "utf-32 be without mark", new UTF32Encoding(bigEndian: true, byteOrderMark: false).GetBytes(Café) },
            {
                "us-ascii that is utf-8",
                Encoding.UTF8.GetBytes(Café.Replace("1.0\"", "1.0\" encoding=\"US-ASCII\"", StringComparison.Ordinal))
            },
            { "crlf", Encoding.UTF8.GetBytes(Café.Replace("\n", "\r\n", StringComparison.Ordinal)) },
            { "white space first", Encoding.UTF8.GetBytes("\n\n " + Café) },
            { "wrong declaration", Encoding.UTF8.GetBytes(Café.Replace("1.0\"", "1.0\" encoding=\"UTF-16\"", StringComparison.Ordinal)) },
        };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Read_AnyEncoding_GivesTheSameText(string name, byte[] bytes)
    {
        var items = Of(bytes);

        Assert.NotEmpty(name);
        Assert.Equal("Café 東京", Assert.Single(items.Hosts()).Ports[0].Service!.Product);
        Assert.True(items.Summary().Complete);
        Assert.Empty(items.Warnings());
    }

    [Fact]
    public void Read_DeclaredLatin1_IsHonoured()
    {
        var text = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" + Run(Host("10.0.0.1", Port(80, "<service product=\"Müller\"/>")));

        Assert.Equal("Müller", Of(Encoding.Latin1.GetBytes(text)).Hosts()[0].Ports[0].Service!.Product);
    }

    [Theory]
    [InlineData("IBM037", 37, "Müller")]
    [InlineData("IBM1047", 1047, "Müller")]
    [InlineData("ebcdic-cp-us", 37, "Muller")]
    [InlineData("", 37, "Muller")]
    public void Read_Ebcdic_IsReadWithItsOwnLineEnds(string declared, int page, string product)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var text =
            $"<?xml version=\"1.0\"{(declared.Length > 0 ? $" encoding=\"{declared}\"" : "")}?>\n"
            + Run(Host("10.0.0.1", Port(80, $"<service product=\"{product}\"/>")));

        var items = Of(Encoding.GetEncoding(page).GetBytes(text.Replace('\n', '\u0085')));

        Assert.Equal(product, Assert.Single(items.Hosts()).Ports[0].Service!.Product);
        Assert.True(items.Summary().Complete);
        Assert.Empty(items.Warnings());
    }

    [Theory]
    [InlineData("cp932", 932, "サーバ")]
    [InlineData("windows-31j", 932, "サーバ")]
    [InlineData("MS936", 936, "服务")]
    [InlineData("cp1251", 1251, "Сервер")]
    public void Read_CodePageUnderAnotherName_IsRead(string declared, int page, string product)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var text =
            $"<?xml version=\"1.0\" encoding=\"{declared}\"?>\n" + Run(Host("10.0.0.1", Port(80, $"<service product=\"{product}\"/>")));

        Assert.Equal(product, Of(Encoding.GetEncoding(page).GetBytes(text)).Hosts()[0].Ports[0].Service!.Product);
    }

    [Theory]
    [InlineData("cp99999")]
    [InlineData("utf-7")]
    public void Read_EncodingThatIsNotRead_IsSaid(string declared)
    {
        var text =
            $"<?xml version=\"1.0\" encoding=\"{declared}\"?>\n" + Run(Host("10.0.0.1", Port(80, "<service product=\"Gr+APY-?e\"/>")));
        var bytes = Encoding.Latin1.GetBytes(
            declared == "utf-7"
                ? text
                : text.Replace('?', '\u00f6')
                    .Replace("<\u00f6xml", "<?xml", StringComparison.Ordinal)
                    .Replace("\u00f6>", "?>", StringComparison.Ordinal)
        );

        Assert.Contains($"{declared}, which is not read here", Assert.Single(Of(bytes).Warnings()).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_BytesOutsideADeclaredCodePage_AreSaid()
    {
        var text = "<?xml version=\"1.0\" encoding=\"EUC-JP\"?>\n" + Run(Host("10.0.0.1", Port(80, "<service product=\"a? b\"/>")));
        var bytes = Encoding.ASCII.GetBytes(text);
        // The first byte of a letter, and no second one.
        bytes[Array.LastIndexOf(bytes, (byte)'?')] = 0xA1;

        Assert.Contains(
            "no letters in the file's encoding (euc-jp)",
            Assert.Single(Of(bytes).Warnings()).Sentence,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Read_BytesThatNmapEscapedOneByOne_AreJoinedAgain() =>
        Assert.Equal(
            "Café",
            Of(Run(Host("10.0.0.1", Port(80, "<service product=\"Caf&#xC3;&#xA9;\"/>")))).Hosts()[0].Ports[0].Service!.Product
        );

    [Fact]
    public void Read_InvalidUtf8_IsReplaced()
    {
        var bytes = Encoding.UTF8.GetBytes(Run(Host("10.0.0.1", Port(80, "<service product=\"a?b\"/>"))));
        bytes[Array.LastIndexOf(bytes, (byte)'?')] = 0xFF;

        Assert.Equal("a\uFFFDb", Of(bytes).Hosts()[0].Ports[0].Service!.Product);
    }

    [Theory]
    [InlineData("a&#x1;b", "a\uFFFDb")]
    [InlineData("a&#0;b", "a\uFFFDb")]
    [InlineData("a\u0005b", "a\uFFFDb")]
    [InlineData("a&#xD800;b", "a\uFFFD#xD800;b")]
    [InlineData("a&#x110000;b", "a\uFFFD#x110000;b")]
    [InlineData("a&nbsp;b", "a\uFFFDnbsp;b")]
    [InlineData("AT&T", "AT\uFFFDT")]
    [InlineData("a&lt;b&gt;&quot;&apos;&amp;&#65;&#x42;", "a<b>\"'&AB")]
    [InlineData("evil\u202Egpj.exe", "evil\uFFFDgpj.exe")]
    [InlineData("two\nlines", "two lines")]
    public void Read_OddCharacters_NeverStopTheReading(string raw, string read)
    {
        var items = Of(Run(Host("10.0.0.1", Port(80, $"<service product=\"{raw}\"/>"))));

        Assert.Equal(read, items.Hosts()[0].Ports[0].Service!.Product);
        Assert.True(items.Summary().Complete);
    }

    [Fact]
    public void Read_ReferenceAcrossABufferBoundary_IsKeptWhole()
    {
        for (var padding = 32 * 1024 - 400; padding < 32 * 1024; padding++)
        {
            var items = Of(
                Run(
                    $"<newtop a=\"{new string('x', padding)}\"/>",
                    Host("10.0.0.1", Port(80, "<service product=\"a&amp;b&#xe9;\"/>")),
                    Host("10.0.0.2")
                )
            );
            Assert.Equal("a&bé", items.Hosts()[0].Ports[0].Service!.Product);
            Assert.Equal(2, items.Hosts().Count);
            Assert.Empty(items.Warnings());
        }
    }

    [Fact]
    public void Read_InOddPieces_GivesTheSame()
    {
        var bytes = Encoding.UTF8.GetBytes(Café + Café);
        using var stream = new OneByteStream(bytes);

        Assert.Equal(["10.0.0.1", "10.0.0.1"], NmapXmlReader.Read(stream).ToList().Addresses());
    }

    private sealed class OneByteStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(1, buffer.Length)]);

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(1, count));
    }
}
