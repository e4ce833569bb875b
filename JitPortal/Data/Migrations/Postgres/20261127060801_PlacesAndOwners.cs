using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace JitPortal.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class PlacesAndOwners : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateSequence(
                name: "jitportal_readiness",
                cyclic: true);

            migrationBuilder.AddColumn<string>(
                name: "Owner",
                table: "Scans",
                type: "text",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Owner",
                table: "Scans");

            migrationBuilder.DropSequence(
                name: "jitportal_readiness");
        }
    }
}
