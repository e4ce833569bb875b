using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace JitPortal.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class VotesAndNotes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Note",
                table: "Requests",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "NotCounted",
                table: "Decisions",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Stage",
                table: "Decisions",
                type: "integer",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Note",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "NotCounted",
                table: "Decisions");

            migrationBuilder.DropColumn(
                name: "Stage",
                table: "Decisions");
        }
    }
}
