using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace JitPortal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Sites : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Hosts_AddressKey",
                table: "Hosts");

            // By hand: another primary key by EF Core is a rebuild outside of the transaction, and a kill in it leaves half of this.
            migrationBuilder.Sql("""CREATE TABLE "HostAddressesOfSites" ("Site" TEXT NOT NULL DEFAULT 'main', "AddressKey" TEXT NOT NULL, "Address" TEXT NOT NULL, "HostId" INTEGER NOT NULL, CONSTRAINT "PK_HostAddresses" PRIMARY KEY ("Site", "AddressKey"))""");
            migrationBuilder.Sql("""INSERT INTO "HostAddressesOfSites" ("AddressKey", "Address", "HostId") SELECT "AddressKey", "Address", "HostId" FROM "HostAddresses" """);
            migrationBuilder.Sql("""DROP TABLE "HostAddresses" """);
            migrationBuilder.Sql("""ALTER TABLE "HostAddressesOfSites" RENAME TO "HostAddresses" """);
            migrationBuilder.Sql("""CREATE INDEX "IX_HostAddresses_HostId" ON "HostAddresses" ("HostId")""");

            migrationBuilder.AddColumn<string>(
                name: "Site",
                table: "Scans",
                type: "TEXT",
                nullable: false,
                defaultValue: "main");

            migrationBuilder.AddColumn<string>(
                name: "Asked",
                table: "Requests",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "Site",
                table: "RequestedServices",
                type: "TEXT",
                nullable: false,
                defaultValue: "main");

            migrationBuilder.AddColumn<string>(
                name: "Site",
                table: "Hosts",
                type: "TEXT",
                nullable: false,
                defaultValue: "main");

            migrationBuilder.AddColumn<string>(
                name: "Site",
                table: "Grants",
                type: "TEXT",
                nullable: false,
                defaultValue: "main");

            migrationBuilder.CreateTable(
                name: "Sites",
                columns: table => new
                {
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Description = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Sites", x => x.Name);
                });

            migrationBuilder.CreateTable(
                name: "SiteVantages",
                columns: table => new
                {
                    Vantage = table.Column<string>(type: "TEXT", nullable: false),
                    Site = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SiteVantages", x => x.Vantage);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Hosts_AddressKey",
                table: "Hosts",
                column: "AddressKey");

            migrationBuilder.CreateIndex(
                name: "IX_Hosts_Site_AddressKey",
                table: "Hosts",
                columns: new[] { "Site", "AddressKey" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_HostAddresses_AddressKey",
                table: "HostAddresses",
                column: "AddressKey");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Sites");

            migrationBuilder.DropTable(
                name: "SiteVantages");

            migrationBuilder.DropIndex(
                name: "IX_Hosts_AddressKey",
                table: "Hosts");

            migrationBuilder.DropIndex(
                name: "IX_Hosts_Site_AddressKey",
                table: "Hosts");

            migrationBuilder.DropPrimaryKey(
                name: "PK_HostAddresses",
                table: "HostAddresses");

            migrationBuilder.DropIndex(
                name: "IX_HostAddresses_AddressKey",
                table: "HostAddresses");

            migrationBuilder.DropColumn(
                name: "Site",
                table: "Scans");

            migrationBuilder.DropColumn(
                name: "Asked",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "Site",
                table: "RequestedServices");

            migrationBuilder.DropColumn(
                name: "Site",
                table: "Hosts");

            migrationBuilder.DropColumn(
                name: "Site",
                table: "HostAddresses");

            migrationBuilder.DropColumn(
                name: "Site",
                table: "Grants");

            migrationBuilder.AddPrimaryKey(
                name: "PK_HostAddresses",
                table: "HostAddresses",
                column: "AddressKey");

            migrationBuilder.CreateIndex(
                name: "IX_Hosts_AddressKey",
                table: "Hosts",
                column: "AddressKey",
                unique: true);
        }
    }
}
