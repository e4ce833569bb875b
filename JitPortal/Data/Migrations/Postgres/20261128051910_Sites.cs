using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace JitPortal.Data.Migrations.Postgres
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

            migrationBuilder.DropPrimaryKey(
                name: "PK_HostAddresses",
                table: "HostAddresses");

            migrationBuilder.AddColumn<string>(
                name: "Site",
                table: "Scans",
                type: "text",
                nullable: false,
                defaultValue: "main");

            migrationBuilder.AddColumn<string>(
                name: "Asked",
                table: "Requests",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "Site",
                table: "RequestedServices",
                type: "text",
                nullable: false,
                defaultValue: "main");

            migrationBuilder.AddColumn<string>(
                name: "Site",
                table: "Hosts",
                type: "text",
                nullable: false,
                defaultValue: "main");

            migrationBuilder.AddColumn<string>(
                name: "Site",
                table: "HostAddresses",
                type: "text",
                nullable: false,
                defaultValue: "main");

            migrationBuilder.AddColumn<string>(
                name: "Site",
                table: "Grants",
                type: "text",
                nullable: false,
                defaultValue: "main");

            migrationBuilder.AddPrimaryKey(
                name: "PK_HostAddresses",
                table: "HostAddresses",
                columns: new[] { "Site", "AddressKey" });

            migrationBuilder.CreateTable(
                name: "Sites",
                columns: table => new
                {
                    Name = table.Column<string>(type: "text", nullable: false),
                    Description = table.Column<string>(type: "text", nullable: false),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Sites", x => x.Name);
                });

            migrationBuilder.CreateTable(
                name: "SiteVantages",
                columns: table => new
                {
                    Vantage = table.Column<string>(type: "text", nullable: false),
                    Site = table.Column<string>(type: "text", nullable: false)
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
