using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace JitPortal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class InventoryTruth : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Names",
                table: "Hosts",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<long>(
                name: "SilentAt",
                table: "Hosts",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateTable(
                name: "HostAddresses",
                columns: table => new
                {
                    AddressKey = table.Column<string>(type: "TEXT", nullable: false),
                    Address = table.Column<string>(type: "TEXT", nullable: false),
                    HostId = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_HostAddresses", x => x.AddressKey);
                });

            migrationBuilder.CreateIndex(
                name: "IX_HostAddresses_HostId",
                table: "HostAddresses",
                column: "HostId");

            // What stands on a host that is gone is not open; until now only the host's row said so.
            migrationBuilder.Sql("""UPDATE "Services" SET "State" = 2, "Vantages" = '' WHERE "State" = 1 AND "HostId" IN (SELECT "Id" FROM "Hosts" WHERE "State" = 1)""");
            migrationBuilder.Sql("""UPDATE "Hosts" SET "OpenServices" = 0, "Worst" = NULL WHERE "State" = 1""");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "HostAddresses");

            migrationBuilder.DropColumn(
                name: "Names",
                table: "Hosts");

            migrationBuilder.DropColumn(
                name: "SilentAt",
                table: "Hosts");
        }
    }
}
