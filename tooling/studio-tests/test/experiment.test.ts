/** An experiment from its steps to the segments in the recording. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openRecording } from '@modlink/recording';
import { part } from '@modlink/test-parts';
import { expect, it } from 'vitest';
import { openStudio, type Studio, startSynthetic } from './support/studio.js';

const browser = await part('chromium');

async function addStep({ page }: Studio, title: string, prompt: string, duration?: string): Promise<void> {
  await page.getByRole('button', { name: 'Add a step' }).click();
  const step = page.getByRole('group', { name: /^Step / }).last();
  await step.getByLabel('Title').fill(title);
  await step.getByLabel('Prompt').fill(prompt);
  if (duration !== undefined) await step.getByLabel('Duration').fill(duration);
}

browser.describe('an experiment', () => {
  it('writes a segment for each step, by key and by time, while other pages are shown', {
    timeout: 90_000,
  }, async () => {
    const studio = await openStudio();
    const { page } = studio;
    await startSynthetic(studio.host, 'imu');
    await studio.open('/experiment');
    await page.getByLabel('Name of the experiment').fill('Go / no-go');
    await addStep(studio, 'task', 'Press when you see red.');
    await addStep(studio, 'baseline', 'Sit still.');
    await addStep(studio, 'pause', '', '0.5');
    await addStep(studio, 'end', 'Thank you.');
    await page.getByRole('button', { name: 'Move step 2 up' }).click();
    await studio.expectAccessible();

    await page.getByRole('button', { name: 'Record and run' }).click();
    await page.getByRole('heading', { name: 'Sit still.' }).waitFor();
    await page.getByRole('button', { name: '1 segment runs' }).waitFor();
    await studio.expectAccessible();
    await page.getByRole('button', { name: 'Next', exact: true }).click();
    await page.getByRole('heading', { name: 'Press when you see red.' }).waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('heading', { name: 'Sit still.' }).waitFor();
    await page.keyboard.press('PageDown');
    await page.getByRole('link', { name: 'Devices' }).click();
    await page.getByRole('link', { name: 'Experiment' }).click();
    await page.getByRole('heading', { name: 'Press when you see red.' }).waitFor();
    await page.keyboard.press('ArrowRight');
    // The pause ends by itself.
    await page.getByRole('heading', { name: 'Thank you.' }).waitFor();
    await page.getByRole('button', { name: 'Finish' }).click();
    await page.getByRole('button', { name: 'Add a step' }).waitFor();
    const path = studio.host.recordings.active()[0]?.path ?? '';
    await expect.poll(() => studio.host.recordings.active()[0]?.snapshot().events).toBe(12);
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('Saved:', { exact: false }).waitFor();

    await using recording = await openRecording(path);
    const segments: string[] = [];
    for await (const { type, label } of recording.events()) segments.push(`${type} ${label}`);
    expect(segments).toEqual(
      ['baseline', 'task', 'baseline', 'task', 'pause', 'end'].flatMap((title) => [
        `segment-start ${title}`,
        `segment-end ${title}`,
      ]),
    );
    expect(studio.errors).toEqual([]);
  });

  it('says when its steps are not recorded', { timeout: 60_000 }, async () => {
    const studio = await openStudio();
    const { page } = studio;
    await studio.open('/experiment');
    await addStep(studio, 'one', '');
    await page.getByRole('button', { name: 'Record and run' }).click();
    await page.getByRole('heading', { name: 'one' }).waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('alert').getByText('Nothing is being recorded').waitFor();
    await page.getByRole('alert').getByRole('button', { name: 'Record' }).click();
    await page.getByRole('alert').getByText('Nothing is being recorded').waitFor({ state: 'detached' });
    expect(studio.errors).toEqual([]);
  });

  it('is kept under its name, and goes into files and back', { timeout: 60_000 }, async () => {
    const studio = await openStudio();
    const { page } = studio;
    await studio.open('/experiment');
    await page.getByLabel('Name of the experiment').fill('Reaction time');
    await addStep(studio, 'one', 'First.', '2.5');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save as file' }).click(),
    ]);
    expect(saved.suggestedFilename()).toBe('Reaction-time.protocol.json');
    const file = JSON.parse(await readFile(await saved.path(), 'utf8'));
    expect(file).toMatchObject({ name: 'Reaction time', steps: [{ title: 'one', durationS: 2.5 }] });

    await page.getByRole('button', { name: 'Protocols' }).click();
    await page.getByRole('menuitem', { name: 'New' }).click();
    await page.getByText('There are no steps yet', { exact: false }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Protocols' }).click();
    await page.getByRole('menuitem', { name: 'Reaction time', exact: true }).click();
    expect(await page.getByLabel('Title').inputValue()).toBe('one');

    const path = join(studio.home, 'other.json');
    await writeFile(path, JSON.stringify({ ...file, name: 'From elsewhere' }));
    await page.locator('input[type=file]').setInputFiles(path);
    await expect.poll(() => page.getByLabel('Name of the experiment').inputValue()).toBe('From elsewhere');
    await writeFile(path, '{"format":"something else"}');
    await page.locator('input[type=file]').setInputFiles(path);
    await page.getByText('other.json cannot be opened').waitFor();
    expect(await page.getByLabel('Name of the experiment').inputValue()).toBe('From elsewhere');
    expect(studio.errors).toEqual([]);
  });
});
