namespace JitPortal.Tests.Enforcement.Postgres;

/// <summary>One server for all, one test at a time: some of them stop it.</summary>
[CollectionDefinition(nameof(RolesCollection))]
public sealed class RolesCollection : ICollectionFixture<RolesServerFixture>;
