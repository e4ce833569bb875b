using System.Net;
using JitPortal.Enforcement.Model;
using JitPortal.Enforcement.Ssh;
using JitPortal.Shared;

namespace JitPortal.Tests.Enforcement.Ssh;

/// <summary>What is open and what is revoked, without a sshd.</summary>
public sealed class DoorRegisterTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly Endpoint Service = new(IPAddress.Parse("10.0.0.5"), 22, TransportProtocol.Tcp);

    [Fact]
    public async Task Restore_BookOfABackup_RevokesWhatWasIssuedSinceAndKeepsWhatItKnows()
    {
        var folder = Directory.CreateTempSubdirectory("jitportal-book-");
        try
        {
            var known = Door(Now, TimeSpan.FromHours(8));
            await new DoorRegisterFile(folder.FullName).WriteAsync(
                DoorRegister.NewAt(Now.AddDays(-1)).Open(known, Now),
                CancellationToken.None
            );
            var issuedSince = Door(Now.AddHours(1), TimeSpan.FromHours(8));

            var (book, read) = await new DoorRegisterFile(folder.FullName).ReadAsync(Now.AddHours(2), CancellationToken.None);

            Assert.True(read);
            Assert.True(book.Revokes(SshSerial.Of(issuedSince.Grant, issuedSince.Source, issuedSince.Service)));
            Assert.False(book.Revokes(SshSerial.Of(known.Grant, known.Source, known.Service)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void AnyHistory_OpenDoorsAreNeverRevokedAndShutOnesAlways()
    {
        var random = new Random(5);
        for (var round = 0; round < 200; round++)
        {
            var (book, now) = (DoorRegister.NewAt(Now), Now);
            var shut = new Dictionary<ulong, DateTimeOffset>();
            for (var step = 0; step < 60; step++)
            {
                now = now.AddSeconds(random.Next(0, 400));
                var open = book.Doors.Values.ToList();
                switch (random.Next(5))
                {
                    case 0 or 1:
                        var door = Door(now, TimeSpan.FromSeconds(random.Next(1, 7200)));
                        book = book.Open(door, now);
                        shut.Remove(SshSerial.Of(door.Grant, door.Source, door.Service));
                        break;
                    case 2 when open.Count > 0:
                        var ends = open[random.Next(open.Count)];
                        book = book.Shut(ends.Wanted.Grant, now);
                        shut[ends.Serial] = ends.Latest;
                        break;
                    case 3 when open.Count > 0:
                        var moves = open[random.Next(open.Count)].Wanted;
                        book = book.Move(moves with { Deadline = now.AddSeconds(random.Next(1, 7200)) });
                        break;
                    case 4:
                        book = random.Next(2) == 0 ? book.Prune(now) : book.RaiseFloor(now);
                        break;
                }

                Assert.All(book.Doors.Values, d => Assert.False(book.Revokes(d.Serial)));
                Assert.All(
                    shut.Where(s => s.Value + DoorRegister.SlowClocks > now),
                    s => Assert.True(book.Revokes(s.Key), "revoked until its certificates ended")
                );
            }
        }
    }

    [Fact]
    public void NewBook_WhateverWasIssuedBefore_IsRevoked()
    {
        var book = DoorRegister.NewAt(Now);
        Assert.True(book.Revokes(Serial(Door(Now.AddHours(-3), TimeSpan.FromDays(2)))));
        Assert.False(book.Revokes(Serial(Door(Now.AddSeconds(2), TimeSpan.FromDays(2)))));
        Assert.False(book.Revokes(SshSerial.Stray(Now)));
    }

    [Fact]
    public void Serial_SameGrantFromAnotherSource_IsAnother()
    {
        var door = Door(Now, TimeSpan.FromHours(1));
        Assert.Equal(Serial(door), Serial(door with { Deadline = Now.AddHours(9) }));
        Assert.NotEqual(Serial(door), Serial(door with { Source = IPAddress.Parse("10.9.9.9") }));
    }

    [Fact]
    public void Below_SparedSerials_AreTheOnlyGaps()
    {
        Assert.Equal([(1UL, 9UL)], RevocationList.Below(9, []));
        Assert.Equal([(2UL, 4UL), (6UL, 8UL)], RevocationList.Below(9, [9, 1, 5, 5, 12]));
        Assert.Equal([(1UL, 8UL)], RevocationList.Below(9, [9]));
        Assert.Empty(RevocationList.Below(0, []));
        Assert.Equal([(1UL, ulong.MaxValue - 1)], RevocationList.Below(ulong.MaxValue, [ulong.MaxValue]));
    }

    [Theory]
    [InlineData("ida@example.org", "ida")]
    [InlineData("Ida.Lorne-2@example.org", "ida.lorne-2")]
    [InlineData("root@example.org", null)]
    [InlineData("ROOT@example.org", null)]
    [InlineData("ro!ot@example.org", null)]
    [InlineData("-oProxyCommand=id@example.org", null)]
    [InlineData("../../etc@example.org", null)]
    [InlineData(".ida@example.org", null)]
    [InlineData("a b@example.org", null)]
    [InlineData("ida\n@example.org", null)]
    [InlineData("ıda@example.org", null)]
    [InlineData("@example.org", null)]
    [InlineData("", null)]
    [InlineData("jit@example.org", null)]
    public void Account_FromAnEmailAddress_IsPlainOrRefused(string holder, string? account) =>
        Assert.Equal(account, AccountName.UserOf(holder).Value);

    private static ulong Serial(DesiredDoor door) => SshSerial.Of(door.Grant, door.Source, door.Service);

    private static DesiredDoor Door(DateTimeOffset now, TimeSpan lasts) =>
        new(GrantId.New(now), IPAddress.Parse("10.0.0.9"), Service, now + lasts);
}
