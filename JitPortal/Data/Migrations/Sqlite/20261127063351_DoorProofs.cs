using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace JitPortal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class DoorProofs : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.RenameColumn(
                name: "Holds",
                table: "Proofs",
                newName: "Verdict");
            migrationBuilder.Sql("""UPDATE "Proofs" SET "Verdict" = CASE WHEN "Verdict" = 1 THEN 0 WHEN "Kind" = 'bypass' THEN 2 ELSE 1 END""");

            migrationBuilder.AddColumn<int>(
                name: "Proof",
                table: "Grants",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "EndKnown",
                table: "GrantDoors",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "EndSeenBy",
                table: "GrantDoors",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "EndedAfter",
                table: "GrantDoors",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "LeavesSessions",
                table: "GrantDoors",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "Looks",
                table: "GrantDoors",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "NextLookAt",
                table: "GrantDoors",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Proof",
                table: "GrantDoors",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ProofAfter",
                table: "GrantDoors",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ProofAt",
                table: "GrantDoors",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ProofWhy",
                table: "GrantDoors",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ProvedOpenAt",
                table: "GrantDoors",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_Grants_State_ClosedAt",
                table: "Grants",
                columns: new[] { "State", "ClosedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_GrantDoors_NextLookAt",
                table: "GrantDoors",
                column: "NextLookAt");

            // What was known before stands in the proofs; which of those that did not hold were found open is not known any more.
            migrationBuilder.Sql(
                """
                UPDATE "GrantDoors" SET
                    "Proof" = coalesce((SELECT p."Verdict" FROM "Proofs" p WHERE p."GrantId" = "GrantDoors"."GrantId" AND p."Point" = "GrantDoors"."Point" AND p."Kind" = 'closed' ORDER BY p."At" DESC, p."Id" DESC LIMIT 1), 1),
                    "ProofWhy" = coalesce((SELECT p."Result" FROM "Proofs" p WHERE p."GrantId" = "GrantDoors"."GrantId" AND p."Point" = "GrantDoors"."Point" AND p."Kind" = 'closed' ORDER BY p."At" DESC, p."Id" DESC LIMIT 1), 'No proof of this door was kept.'),
                    "ProofAt" = (SELECT p."At" FROM "Proofs" p WHERE p."GrantId" = "GrantDoors"."GrantId" AND p."Point" = "GrantDoors"."Point" AND p."Kind" = 'closed' ORDER BY p."At" DESC, p."Id" DESC LIMIT 1),
                    "ProofAfter" = (SELECT p."After" FROM "Proofs" p WHERE p."GrantId" = "GrantDoors"."GrantId" AND p."Point" = "GrantDoors"."Point" AND p."Kind" = 'closed' ORDER BY p."At" DESC, p."Id" DESC LIMIT 1)
                WHERE "GrantId" IN (SELECT g."Id" FROM "Grants" g WHERE g."State" = 'Closed')
                """);
            migrationBuilder.Sql(
                """
                UPDATE "GrantDoors" SET "ProvedOpenAt" = (SELECT max(p."At") FROM "Proofs" p WHERE p."GrantId" = "GrantDoors"."GrantId" AND p."Point" = "GrantDoors"."Point" AND p."Kind" = 'opened' AND p."Verdict" = 0)
                """);
            // Open doors are looked at once more, now.
            migrationBuilder.Sql("""UPDATE "GrantDoors" SET "NextLookAt" = 0 WHERE "State" = 1 AND "GrantId" IN (SELECT g."Id" FROM "Grants" g WHERE g."State" = 'Open')""");
            migrationBuilder.Sql("""UPDATE "Grants" SET "Proof" = (SELECT max(d."Proof") FROM "GrantDoors" d WHERE d."GrantId" = "Grants"."Id") WHERE "State" = 'Closed'""");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Grants_State_ClosedAt",
                table: "Grants");

            migrationBuilder.DropIndex(
                name: "IX_GrantDoors_NextLookAt",
                table: "GrantDoors");

            migrationBuilder.DropColumn(
                name: "Proof",
                table: "Grants");

            migrationBuilder.DropColumn(
                name: "EndKnown",
                table: "GrantDoors");

            migrationBuilder.DropColumn(
                name: "EndSeenBy",
                table: "GrantDoors");

            migrationBuilder.DropColumn(
                name: "EndedAfter",
                table: "GrantDoors");

            migrationBuilder.DropColumn(
                name: "LeavesSessions",
                table: "GrantDoors");

            migrationBuilder.DropColumn(
                name: "Looks",
                table: "GrantDoors");

            migrationBuilder.DropColumn(
                name: "NextLookAt",
                table: "GrantDoors");

            migrationBuilder.DropColumn(
                name: "Proof",
                table: "GrantDoors");

            migrationBuilder.DropColumn(
                name: "ProofAfter",
                table: "GrantDoors");

            migrationBuilder.DropColumn(
                name: "ProofAt",
                table: "GrantDoors");

            migrationBuilder.DropColumn(
                name: "ProofWhy",
                table: "GrantDoors");

            migrationBuilder.DropColumn(
                name: "ProvedOpenAt",
                table: "GrantDoors");

            migrationBuilder.RenameColumn(
                name: "Verdict",
                table: "Proofs",
                newName: "Holds");
            migrationBuilder.Sql("""UPDATE "Proofs" SET "Holds" = CASE WHEN "Holds" = 0 THEN 1 ELSE 0 END""");
        }
    }
}
